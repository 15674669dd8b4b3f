// What happened, the newest first; a fault that is in can be undone where it began.
import { element, section, show_text } from "../dom.ts";
import type { Trouble } from "./act.ts";
import { announcer } from "./announce.ts";
import { event_text, event_time } from "./event_text.ts";
import { undo_button } from "./fault_list.ts";
import type { State } from "./state.ts";
import type { JournalLine } from "./wire.ts";

const most_rows = 200;

interface Row {
  line: JournalLine;
  root: HTMLElement;
  text: HTMLElement;
  fault: string | null; // That began here.
  undo: HTMLElement | null;
}

export class Events {
  readonly root: HTMLElement;
  private readonly list_ = element("ol", {
    class: "events",
    attributes: { tabindex: "0", "aria-label": "Events, the newest first" },
  });
  private rows_: Row[] = []; // The newest first.
  private last_: JournalLine | null = null;

  constructor(private readonly trouble_: Trouble) {
    this.root = section("events", "Events", this.list_);
  }

  /** Another stream begins: its lines replace what stands here. */
  restart(): void {
    this.rows_ = [];
    this.last_ = null;
    this.list_.replaceChildren();
  }

  draw(state: State): void {
    const before = this.last_ ? state.journal.lastIndexOf(this.last_) : -1;
    const first = before < 0; // Or the page was hidden for long.
    if (first) this.restart();
    const from = before + 1;
    for (const line of state.journal.slice(from)) this.add(line, state, !first);
    this.last_ = state.journal.at(-1) ?? null;
    for (const row of this.rows_.splice(most_rows)) row.root.remove();
    this.mark(state);
  }

  private add(line: JournalLine, state: State, aloud: boolean): void {
    const what = event_text(line, state.faults);
    if (!what) return;
    const text = element("span", { class: "text" }, what.text);
    const time = element("span", { class: "time" }, event_time(line));
    const root = element("li", { class: what.mood }, time, text);
    this.list_.prepend(root);
    this.rows_.unshift({ line, root, text, fault: what.fault ?? null, undo: null });
    if (aloud && what.aloud) announcer.say(what.text);
  }

  // A fault may become known after the line that names it; its undo stands as long as it is in.
  private mark(state: State): void {
    for (const row of this.rows_) {
      if (row.line.fault === undefined) continue;
      const text = event_text(row.line, state.faults)?.text ?? "";
      show_text(row.text, text);
      if (row.fault === null) continue;
      const fault = state.faults.find(({ name }) => name === row.fault);
      const undoable = state.can_act && fault?.state === "in";
      if (fault && undoable && !row.undo) {
        row.undo = undo_button(fault, this.trouble_);
        row.root.append(row.undo);
      }
      if (!undoable && row.undo) {
        row.undo.remove();
        row.undo = null;
      }
    }
  }
}
