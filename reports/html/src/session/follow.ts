// Which stretch the charts show while the session goes on: the last minutes up to now. It stands
// still while the pointer is on a chart, and after the reader has chosen a stretch.
import { element } from "../dom.ts";
import type { View } from "../window.ts";

const lengths: { label: string; length_s: number }[] = [
  { label: "1 min", length_s: 60 },
  { label: "5 min", length_s: 300 },
  { label: "All", length_s: Infinity },
];

export class Follow {
  readonly root = element("div", {
    class: "follow",
    attributes: { role: "group", "aria-label": "Stretch of time that is shown" },
  });
  private readonly status_ = element("span", { class: "note" });
  private readonly buttons_: { button: HTMLElement; length_s: number }[] = [];
  private length_s_ = 60;
  private following_ = true;
  private pointed_ = false;
  private moving_ = false;

  constructor(private readonly view_: View) {
    for (const { label, length_s } of lengths) {
      const button = element("button", { attributes: { type: "button" } }, label);
      button.addEventListener("click", () => this.follow(length_s));
      this.buttons_.push({ button, length_s });
      this.root.append(button);
    }
    this.root.append(this.status_);
    view_.on_span(() => {
      if (this.moving_) return;
      // The whole run is asked for by a double click.
      const { whole, span } = view_;
      const is_whole = span.from_s === whole.from_s && span.to_s === whole.to_s;
      if (is_whole) this.length_s_ = Infinity;
      this.following_ = is_whole;
      this.show();
    });
    view_.on_moment((time_s) => {
      const pointed = time_s !== null;
      if (pointed === this.pointed_) return;
      this.pointed_ = pointed;
      this.show();
    });
    this.show();
  }

  /** The session has gone on until `now_s`. */
  now(now_s: number): void {
    this.view_.extend(now_s);
    if (this.following_ && !this.pointed_) this.move();
  }

  private follow(length_s: number): void {
    this.length_s_ = length_s;
    this.following_ = true;
    this.move();
    this.show();
  }

  private move(): void {
    const { from_s, to_s } = this.view_.whole;
    this.moving_ = true;
    this.view_.show({ from_s: Math.max(from_s, to_s - this.length_s_), to_s });
    this.moving_ = false;
  }

  private show(): void {
    for (const { button, length_s } of this.buttons_) {
      const pressed = this.following_ && length_s === this.length_s_;
      button.setAttribute("aria-pressed", String(pressed));
    }
    this.status_.textContent = !this.following_
      ? "Standing still: choose a length to follow again"
      : this.pointed_
        ? "Standing still while you point"
        : "Follows the present";
  }
}
