// Faults in force: what each is, whether there is proof of it, how long it still lasts, and its undo.
import { fault_letter } from "../bands.ts";
import { element, show_text } from "../dom.ts";
import { clock } from "../format.ts";
import { act_button, type Trouble } from "./act.ts";
import { heal } from "./api.ts";
import { in_force, type State } from "./state.ts";
import type { LiveFault } from "./wire.ts";

export function undo_button(fault: LiveFault, trouble: Trouble): HTMLElement {
  const button = act_button("Undo", trouble, () => heal(fault.name), "undo");
  button.setAttribute("aria-label", `Undo ${fault.kind} ${fault.target}`);
  return button;
}

function proof_of({ state, evidence }: LiveFault): HTMLElement {
  if (state === "injecting") return element("span", { class: "badge" }, "going in");
  if (state === "healing") return element("span", { class: "badge" }, "healing");
  if (!evidence) return element("span", { class: "badge" }, "looking for proof");
  const title = evidence.what;
  return evidence.confirmed
    ? element("span", { class: "badge pass", title }, "✓ confirmed")
    : element("span", { class: "badge inconclusive", title }, "? not confirmed");
}

/** "0:12 · 0:08 left" */
function times_of({ injected_at_s, expires_at_s }: LiveFault, now_s: number): string {
  const since = injected_at_s === null ? "" : clock(Math.max(0, now_s - injected_at_s));
  if (expires_at_s === null) return since;
  const left = `${clock(Math.max(0, expires_at_s - now_s) + 0.999)} left`;
  return since === "" ? left : `${since} · ${left}`;
}

function share_left({ injected_at_s, expires_at_s }: LiveFault, now_s: number): number | null {
  if (injected_at_s === null || expires_at_s === null || expires_at_s <= injected_at_s) return null;
  const share = (expires_at_s - now_s) / (expires_at_s - injected_at_s);
  return Math.max(0, Math.min(1, share));
}

interface Row {
  fault: LiveFault;
  times: HTMLElement;
  left: HTMLElement;
}

export class FaultList {
  readonly root = element("ul", { class: "in-force" });
  private rows_: Row[] = [];

  constructor(
    private readonly trouble_: Trouble,
    private readonly nothing_: string,
  ) {}

  /** Those of the session's faults that `wanted` lets pass. */
  show(state: State, wanted: (fault: LiveFault) => boolean): void {
    this.rows_ = [];
    const rows = state.faults.flatMap((fault, index) =>
      in_force(fault) && wanted(fault) ? [this.row(fault, index, state.can_act)] : [],
    );
    const nothing = element("li", { class: "nothing" }, this.nothing_);
    this.root.replaceChildren(...(rows.length > 0 ? rows : this.nothing_ === "" ? [] : [nothing]));
    this.tick(state.now_s);
  }

  private row(fault: LiveFault, index: number, can_act: boolean): HTMLElement {
    const times = element("span", { class: "times" });
    const left = element("span", { class: "left" });
    this.rows_.push({ fault, times, left });
    const what = `${fault.kind} ${fault.target}`;
    const nodes = fault.nodes.filter((node) => node !== fault.target).join(", ");
    return element(
      "li",
      {},
      element("span", { class: "letter" }, fault_letter(index)),
      element(
        "div",
        { class: "what" },
        element("strong", {}, what),
        nodes === "" ? null : element("span", { class: "note" }, ` ${nodes}`),
        element("div", { class: "state" }, proof_of(fault), times),
        element("div", { class: "time-left", attributes: { "aria-hidden": "true" } }, left),
      ),
      can_act && fault.state === "in" ? undo_button(fault, this.trouble_) : null,
    );
  }

  /** Time goes on. */
  tick(now_s: number): void {
    for (const { fault, times, left } of this.rows_) {
      const text = times_of(fault, now_s);
      show_text(times, text);
      const share = share_left(fault, now_s);
      left.hidden = share === null;
      if (share !== null) left.style.width = `${share * 100}%`;
    }
  }
}
