// Says what happens to those who do not see it.
import { element, show_text } from "../dom.ts";

const pause_ms = 1000;

class Announcer {
  readonly root = element("div", {
    class: "visually-hidden",
    attributes: { "aria-live": "polite", role: "status" },
  });
  private waiting_: string[] = [];
  private timer_ = 0;

  /** What comes within a second is said together, and only the newest of it. */
  say(text: string): void {
    this.waiting_.push(text);
    if (this.timer_ !== 0) return;
    this.timer_ = window.setTimeout(() => {
      show_text(this.root, this.waiting_.slice(-5).join(". "));
      this.waiting_ = [];
      this.timer_ = 0;
    }, pause_ms);
  }
}

export const announcer = new Announcer();
