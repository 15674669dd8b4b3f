// What can be done to the part of the graph that was clicked: the usual faults at one click, all
// others by a form.
import { append, element } from "../dom.ts";
import { act_button, Trouble } from "./act.ts";
import { announcer } from "./announce.ts";
import { FaultForm, type FaultRequest, inject } from "./fault_form.ts";
import { FaultList } from "./fault_list.ts";
import { select_of } from "./fields.ts";
import { choices_of_nodes, type Quick, quick_faults } from "./quick.ts";
import type { State } from "./state.ts";
import { type Clicked, is_hit, links_to, title_of } from "./targets.ts";
import type { FaultKind } from "./wire.ts";

const durations = [
  { value: "", label: "until healed" },
  { value: "5s", label: "5 s" },
  { value: "20s", label: "20 s" },
  { value: "1m", label: "1 min" },
  { value: "5m", label: "5 min" },
];

function labelled(label: string, control: HTMLElement): HTMLElement {
  return element("label", { class: "labelled" }, element("span", {}, label), control);
}

export class FaultMenu {
  readonly root = element("div", {
    class: "menu",
    attributes: { role: "dialog", tabindex: "-1", "aria-labelledby": "menu-title" },
  });
  private readonly trouble_ = new Trouble();
  private readonly list_ = new FaultList(this.trouble_, "");
  private readonly duration_ = select_of(durations, "");
  private anchor_: HTMLElement | null = null;
  private clicked_: Clicked | null = null;

  constructor(private readonly kinds_: () => FaultKind[]) {
    this.root.hidden = true;
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    document.addEventListener("pointerdown", (event) => {
      const at = event.target;
      if (this.root.hidden || !(at instanceof Node)) return;
      if (!this.root.contains(at) && !this.anchor_?.contains(at)) this.close(false);
    });
  }

  open(clicked: Clicked, anchor: HTMLElement, state: State): void {
    this.anchor_?.setAttribute("aria-expanded", "false");
    this.clicked_ = clicked;
    this.anchor_ = anchor;
    this.trouble_.clear();
    const close = element("button", { class: "close", attributes: { type: "button" } }, "×");
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => this.close());
    const title = element("h3", { id: "menu-title" }, title_of(clicked));
    this.root.replaceChildren(
      element("div", { class: "menu-head" }, title, close),
      this.list_.root,
    );
    if (state.can_act) append(this.root, ...this.actions(clicked, state));
    this.draw(state);
    anchor.setAttribute("aria-expanded", "true");
    this.root.hidden = false;
    this.place();
    const first = this.root.querySelector<HTMLElement>(".quick button") ?? this.root;
    first.focus({ preventScroll: true });
  }

  close(focus_back = true): void {
    this.root.hidden = true;
    this.anchor_?.setAttribute("aria-expanded", "false");
    if (focus_back) this.anchor_?.focus({ preventScroll: true });
    this.clicked_ = null;
  }

  /** Faults have changed. */
  draw(state: State): void {
    const clicked = this.clicked_;
    if (clicked) this.list_.show(state, (fault) => is_hit(clicked, fault));
  }

  tick(now_s: number): void {
    if (!this.root.hidden) this.list_.tick(now_s);
  }

  private actions(clicked: Clicked, state: State): HTMLElement[] {
    const parts = [labelled("For how long", this.duration_)];
    if (clicked.what === "service") {
      const choices = choices_of_nodes.map(({ word, told }) => ({ value: word, label: told }));
      const which = select_of(choices, "any");
      parts.push(labelled("Which", which));
      parts.push(this.quick_row("", "node", () => `${clicked.service.name}[${which.value}]`));
    }
    if (clicked.what === "node") parts.push(this.quick_row("", "node", () => clicked.node));
    const links = links_to(clicked, state.info);
    for (const link of links) {
      const name = clicked.what === "link" ? "" : link.replace("->", " → ");
      parts.push(this.quick_row(name, "link", () => link));
    }
    parts.push(this.trouble_.root, this.more(this.usual_target(clicked)));
    return parts;
  }

  private usual_target(clicked: Clicked): string {
    if (clicked.what === "node") return clicked.node;
    return clicked.what === "link" ? clicked.link : `${clicked.service.name}[any]`;
  }

  private quick_row(name: string, on: "node" | "link", target: () => string): HTMLElement {
    const buttons = quick_faults(on, this.kinds_()).map((quick) =>
      this.quick_button(quick, target),
    );
    const title = name === "" ? null : element("span", { class: "quick-name" }, name);
    return element(
      "div",
      { class: "quick" },
      title,
      element("div", { class: "buttons" }, ...buttons),
    );
  }

  private quick_button({ label, kind, options }: Quick, target: () => string): HTMLElement {
    return act_button(label, this.trouble_, async () => {
      const what: FaultRequest = { kind, target: target() };
      if (Object.keys(options).length > 0) what.options = options;
      if (this.duration_.value !== "") what.for = this.duration_.value;
      await inject(what);
      announcer.say(`${label}: ${what.target}`);
      this.close();
    });
  }

  private more(target: string): HTMLElement {
    const details = element("details", {}, element("summary", {}, "More faults and options…"));
    details.addEventListener("toggle", () => {
      if (!details.open || details.querySelector("form")) return;
      details.append(new FaultForm(this.kinds_(), target, () => this.close()).root);
      this.root.scrollIntoView({ block: "nearest" });
    });
    return details;
  }

  // Beside what was clicked, inside the window; on a narrow one the style sheet puts it at the bottom.
  private place(): void {
    const at = this.anchor_?.getBoundingClientRect();
    if (!at) return;
    const [width, height] = [this.root.offsetWidth, this.root.offsetHeight];
    const room = document.documentElement.clientWidth;
    const right = at.right + 10;
    const left = right + width <= room - 8 ? right : Math.max(8, at.left - width - 10);
    const top = Math.max(8, Math.min(at.top - 12, innerHeight - height - 12));
    this.root.style.left = `${left + scrollX}px`;
    this.root.style.top = `${top + scrollY}px`;
  }
}
