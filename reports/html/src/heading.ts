// The top of every page: the verdict, what it is of, why, and the few figures that answer most
// questions.
import { append, element } from "./dom.ts";
import { counted } from "./format.ts";

export interface Heading {
  mood: string; // "pass", "fail"; anything else: neither
  mark: string;
  word: string;
  title: string;
  reason: string;
  more_reasons: string[];
  parts: (HTMLElement | null)[]; // What the page has to say besides.
  tiles: (HTMLElement | null)[];
  facts: [string, string][];
}

export function tile(label: string, value: string, note: string, mood = ""): HTMLElement {
  return element(
    "div",
    { class: `tile ${mood}` },
    element("dt", {}, label),
    element(
      "dd",
      {},
      element("span", { class: "big" }, value),
      element("span", { class: "note" }, note),
    ),
  );
}

function more_reasons(reasons: string[]): HTMLElement | null {
  if (reasons.length === 0) return null;
  const list = element("ul", {}, ...reasons.map((reason) => element("li", {}, reason)));
  const label = element("summary", {}, counted(reasons.length, "more reason"));
  return element("details", { class: "more-reasons" }, label, list);
}

function facts(parts: [string, string][]): HTMLElement {
  const list = element("dl", { class: "facts" });
  for (const [name, value] of parts) {
    append(list, element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  return list;
}

export function heading(of: Heading): HTMLElement {
  const mark = element("span", { class: "mark", attributes: { "aria-hidden": "true" } }, of.mark);
  return element(
    "header",
    { class: `summary ${of.mood}` },
    element("p", { class: "verdict" }, mark, of.word),
    element("h1", {}, of.title),
    element("p", { class: "reason" }, of.reason),
    ...of.parts,
    more_reasons(of.more_reasons),
    element("dl", { class: "tiles" }, ...of.tiles),
    facts(of.facts),
  );
}
