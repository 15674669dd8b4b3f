// What all pages have in common: their data, the parts, and the links that lead to these.
import { append, element, visible } from "./dom.ts";

/** The JSON that stands in the page beside the script. */
export function page_data(): unknown {
  return JSON.parse(document.getElementById("data")?.textContent ?? "");
}

function navigation(sections: HTMLElement[]): HTMLElement {
  const list = element("ul");
  for (const section of sections) {
    const title = section.querySelector("h2")?.textContent ?? section.id;
    const short = title.split(":")[0] ?? title;
    append(
      list,
      element("li", {}, element("a", { attributes: { href: `#${section.id}` } }, short)),
    );
  }
  return element("nav", { attributes: { "aria-label": "Parts of the report" } }, list);
}

export function show_page(title: string, header: HTMLElement, parts: (HTMLElement | null)[]): void {
  document.title = visible(title);
  const sections = parts.filter((each): each is HTMLElement => each !== null);
  document.body.prepend(element("main", {}, header, navigation(sections), ...sections));
}
