// Buttons that show a part of the run.
import { element } from "./dom.ts";
import type { Span, View } from "./window.ts";

export interface Place extends Span {
  label: string;
  kind: string; // As of a band, for its colour.
}

/** The whole, and each of `places`. */
export function zoom_buttons(view: View, whole: string, places: Place[]): HTMLElement {
  const buttons = element("div", {
    class: "zoom",
    attributes: { role: "group", "aria-label": "Show a part" },
  });
  for (const { label, kind, from_s, to_s } of [
    { label: whole, kind: "whole", ...view.whole },
    ...places,
  ]) {
    const button = element("button", { class: kind, attributes: { type: "button" } }, label);
    button.addEventListener("click", () => view.show({ from_s, to_s }));
    const mark_pressed = () => {
      const pressed = view.span.from_s === from_s && view.span.to_s === to_s;
      button.setAttribute("aria-pressed", String(pressed));
    };
    view.on_span(mark_pressed);
    mark_pressed();
    buttons.append(button);
  }
  return buttons;
}
