// The top of the page, always in view: how the connection is, the figures of the last seconds, and
// the button that heals everything.
import { element, show_text } from "../dom.ts";
import { clock, count, counted, milliseconds, none, percent, rate } from "../format.ts";
import { act, Trouble } from "./act.ts";
import { announcer } from "./announce.ts";
import { request } from "./api.ts";
import { recent } from "./series.ts";
import { in_force, type State } from "./state.ts";
import type { Connection } from "./stream.ts";
import type { Mistake } from "./wire.ts";

const recent_s = 5;

class Figure {
  readonly root: HTMLElement;
  private readonly value_ = element("dd", { class: "big" });

  constructor(label: string, title: string) {
    this.root = element("div", { class: "figure", title }, element("dt", {}, label), this.value_);
  }

  show(text: string, mood = ""): void {
    show_text(this.value_, text);
    this.value_.className = `big ${mood}`;
  }
}

export class Head {
  readonly root = element("header", { class: "session-head" });
  private readonly status_ = element("p", { class: "connection connecting" }, "Connecting");
  private readonly title_ = element("h1", {}, "Squall session");
  private readonly about_ = element("p", { class: "note" });
  private readonly clock_ = new Figure("Clock", "Since the run began");
  private readonly rate_ = new Figure("Ok", `Operations a second, of the last ${recent_s} s`);
  private readonly available_ = new Figure("Available", `Of what ended in the last ${recent_s} s`);
  private readonly p99_ = new Figure("p99", `The worst second of the last ${recent_s}`);
  private readonly in_flight_ = new Figure("In flight", "Attempts without an answer so far");
  private readonly breaker_ = new Figure("Breaker", "The worst of the clients' circuit breakers");
  private readonly heal_ = element("button", { class: "heal-all", attributes: { type: "button" } });
  private readonly trouble_ = new Trouble();
  private connection_: Connection = { state: "connecting" };
  private state_: State | null = null;

  constructor() {
    this.heal_.append(
      element("span", {}, "Heal everything"),
      element("kbd", { attributes: { "aria-hidden": "true" } }, "H"),
    );
    this.heal_.setAttribute("aria-keyshortcuts", "h");
    this.heal_.addEventListener("click", () => this.heal_all());
    this.heal_.hidden = true;
    const { clock_, rate_, available_, p99_, in_flight_, breaker_ } = this;
    const figures = [clock_, rate_, available_, p99_, in_flight_, breaker_];
    this.root.append(
      element("div", { class: "who" }, this.title_, this.about_),
      this.status_,
      element("dl", { class: "figures-now" }, ...figures.map(({ root }) => root)),
      this.heal_,
      this.trouble_.root,
    );
    addEventListener("keydown", (event) => this.on_key(event));
    setInterval(() => this.show_connection(), 500);
  }

  private on_key(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== "h" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    this.heal_all();
  }

  private heal_all(): void {
    if (!this.state_?.can_act) return;
    const refused = (mistakes: Mistake[]) => this.trouble_.show(mistakes);
    void act(this.heal_, refused, () => request("POST", "/api/heal"));
  }

  connection(connection: Connection): void {
    const before = this.connection_.state;
    this.connection_ = connection;
    this.show_connection();
    if (before === connection.state) return;
    if (connection.state === "waiting" && before === "live") announcer.say("Connection lost");
    if (connection.state === "live" && this.state_) announcer.say("Connected");
  }

  private show_connection(): void {
    const { state } = this.connection_;
    const text = this.connection_text();
    show_text(this.status_, text);
    const mood = state === "connecting" && this.state_ ? "waiting" : state;
    if (!this.status_.classList.contains(mood)) this.status_.className = `connection ${mood}`;
    document.body.classList.toggle("stale", mood === "waiting" || mood === "refused");
  }

  private connection_text(): string {
    const connection = this.connection_;
    switch (connection.state) {
      case "connecting":
        return this.state_ ? "Reconnecting" : "Connecting";
      case "live":
        if (!this.state_) return "Connecting"; // Not drawn yet.
        return this.state_.phases.length === 0 ? "Starting the system" : "Live";
      case "waiting": {
        const left_s = Math.max(0, Math.ceil((connection.again_at_ms - Date.now()) / 1000));
        return left_s === 0 ? "Reconnecting" : `Reconnecting in ${left_s} s`;
      }
      case "refused":
        return connection.what;
      case "ended":
        return "Ended";
    }
  }

  draw(state: State): void {
    this.state_ = state;
    this.show_connection();
    const { info, timeline, now_s } = state;
    show_text(this.title_, info.title || info.name);
    const flavour = info.topology.flavour === "" ? "" : ` (${info.topology.flavour})`;
    const role = info.role === "viewer" ? " · for looking only" : "";
    const most = info.max_duration_s === null ? "" : ` · at most ${clock(info.max_duration_s)}`;
    show_text(this.about_, `${info.topology.name}${flavour} · ${info.run_id}${most}${role}`);
    const now = recent(timeline, now_s, recent_s);
    this.clock_.show(clock(now_s));
    this.rate_.show(now.seconds > 0 ? rate(now.ok / now.seconds) : none);
    const available = now.decided > 0 ? now.ok / now.decided : null;
    const mood = available === null ? "" : available < 0.9 ? "fail" : available < 1 ? "warn" : "";
    this.available_.show(available === null ? none : percent(available), mood);
    this.p99_.show(now.p99_ms === null ? none : milliseconds(now.p99_ms));
    const in_flight = state.ended ? null : state.in_flight;
    this.in_flight_.show(in_flight === null ? none : count(in_flight));
    const breaker = state.breaker ?? "";
    this.breaker_.root.hidden = breaker === "" || breaker === "closed";
    this.breaker_.show(breaker.replaceAll("_", " "), "warn");
    this.show_heal(state);
  }

  private show_heal(state: State): void {
    this.heal_.hidden = !state.can_act;
    const faults = state.faults.filter(in_force).length;
    this.heal_.classList.toggle("needed", faults > 0);
    this.heal_.title = faults === 0 ? "No fault is in" : `${counted(faults, "fault")} in force`;
  }
}
