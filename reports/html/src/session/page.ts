// The parts of the page and how they are kept up to date: messages change the state at once, what is
// seen follows with the next frame, so that a slow browser draws less often and stays in the present.
import { element, section, visible } from "../dom.ts";
import { act, Trouble } from "./act.ts";
import { announcer } from "./announce.ts";
import { get } from "./api.ts";
import { Ending } from "./ending.ts";
import { Events } from "./events.ts";
import { FaultList } from "./fault_list.ts";
import { Gates } from "./gates.ts";
import { Graph } from "./graph.ts";
import { Head } from "./head.ts";
import { Loads } from "./loads.ts";
import { FaultMenu } from "./menu.ts";
import { record } from "./record.ts";
import { all_parts, type Part, State } from "./state.ts";
import { LiveTimeline } from "./timeline.ts";
import type { FaultKind, Hello, Mistake } from "./wire.ts";

export class Page {
  readonly head = new Head();
  private readonly main_ = element("main", { class: "session" });
  private readonly trouble_ = new Trouble();
  private readonly refused_ = (mistakes: Mistake[]) => this.trouble_.show(mistakes);
  private kinds_: FaultKind[] = [];
  private state_: State | null = null;
  private drawn_: Drawn | null = null;
  private readonly changed_ = new Set<Part>();
  private waiting_ = false;

  constructor() {
    document.body.prepend(this.head.root, this.main_, announcer.root);
    document.addEventListener("visibilitychange", () => this.draw_soon());
  }

  message(event: string, data: unknown): void {
    if (event === "hello") this.hello(data as Hello);
    else for (const part of this.state_?.take(event, data) ?? []) this.changed_.add(part);
    this.draw_soon();
  }

  private hello(hello: Hello): void {
    const same = this.state_?.info.run_id === hello.info.run_id;
    this.state_ = new State(hello);
    for (const part of all_parts) this.changed_.add(part);
    document.title = visible(`Session: ${hello.info.title || hello.info.name}`);
    if (same && this.drawn_) this.drawn_.events.restart();
    else this.drawn_ = this.build(this.state_);
    if (this.state_.can_act && this.kinds_.length === 0) void this.load_kinds();
  }

  private load_kinds(): Promise<boolean> {
    return act(null, this.refused_, async () => {
      this.kinds_ = await get<FaultKind[]>("/api/kinds");
    });
  }

  private build(state: State): Drawn {
    const menu = new FaultMenu(() => this.kinds_);
    const graph = new Graph(
      state,
      (clicked, anchor) => this.state_ && menu.open(clicked, anchor, this.state_),
    );
    const faults = new FaultList(this.trouble_, "No fault is in.");
    const timeline = new LiveTimeline();
    const events = new Events(this.trouble_);
    const loads = new Loads();
    const gates = new Gates();
    const ending = new Ending(state);
    const how = "Click a node, a service or the handle of a link to break it.";
    const hint = element("p", { class: "hint" }, how);
    hint.hidden = !state.can_act;
    const system = section("system", "System", hint, graph.root);
    const in_force = section("faults", "Faults in force", faults.root, this.trouble_.root);
    const acts = state.can_act ? [loads.root, record()] : [loads.root];
    this.main_.replaceChildren(
      element("div", { class: "column acts" }, system, in_force, ...acts, ending.root),
      element("div", { class: "column shows" }, timeline.root),
      element("div", { class: "column tells" }, events.root, gates.root),
      menu.root,
    );
    return { menu, graph, faults, timeline, events, loads, gates, ending, acts, hint };
  }

  private draw_soon(): void {
    if (this.waiting_ || document.hidden) return;
    this.waiting_ = true;
    requestAnimationFrame(() => {
      this.waiting_ = false;
      if (!this.state_ || !this.drawn_ || this.changed_.size === 0) return;
      const began_ms = performance.now();
      this.draw(this.state_, this.drawn_);
      const took_ms = performance.now() - began_ms;
      // For the browser tests, which hold what an update costs.
      Object.assign(globalThis, { squall_drawn: { at_s: this.state_.now_s, took_ms } });
    });
  }

  private draw(state: State, drawn: Drawn): void {
    const changed = new Set(this.changed_);
    this.changed_.clear();
    const any = (...parts: Part[]) => parts.some((part) => changed.has(part));
    this.head.draw(state);
    if (any("windows", "faults", "phases", "notes", "lanes")) drawn.timeline.draw(state, changed);
    if (any("faults", "lanes", "info")) drawn.graph.draw(state);
    if (any("faults", "info", "ended")) {
      drawn.faults.show(state, () => true);
      drawn.menu.draw(state);
    } else {
      drawn.faults.tick(state.now_s);
      drawn.menu.tick(state.now_s);
    }
    if (any("journal", "faults", "info", "ended")) drawn.events.draw(state);
    if (any("info")) drawn.loads.draw(state);
    if (any("gates", "hypotheses")) drawn.gates.draw(state);
    if (any("info", "ended")) drawn.ending.draw(state);
    if (state.ended) {
      drawn.menu.close(false);
      drawn.hint.hidden = true;
      for (const each of drawn.acts) each.inert = true;
    }
  }
}

interface Drawn {
  menu: FaultMenu;
  graph: Graph;
  faults: FaultList;
  timeline: LiveTimeline;
  events: Events;
  loads: Loads;
  gates: Gates;
  ending: Ending;
  hint: HTMLElement;
  acts: HTMLElement[]; // What does nothing any more at the end.
}
