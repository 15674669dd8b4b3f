// Elements from plain values. Text only ever goes in as text: nothing here parses markup.

type Child = Node | string | null;

export interface Properties {
  class?: string;
  id?: string;
  title?: string;
  attributes?: Record<string, string>;
  click?: () => void;
}

/** What the target sent may hold marks that turn the direction of the text around it. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
    "\ufffd",
  );
}

/** Text that changes; what stands there already is left alone. */
export function show_text(place: HTMLElement, text: string): void {
  const shown = visible(text);
  if (place.textContent !== shown) place.textContent = shown;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (properties.class) made.className = properties.class;
  if (properties.id) made.id = properties.id;
  if (properties.title) made.title = visible(properties.title);
  for (const [name, value] of Object.entries(properties.attributes ?? {})) {
    made.setAttribute(name, visible(value));
  }
  if (properties.click) made.addEventListener("click", properties.click);
  append(made, ...children);
  return made;
}

export function append(parent: Node, ...children: Child[]): void {
  for (const child of children) {
    if (child === null) continue;
    parent.appendChild(typeof child === "string" ? document.createTextNode(visible(child)) : child);
  }
}

/** A part of the page with a heading that links can lead to. */
export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  const heading = element("h2", { id: `${id}-title` }, title);
  return element(
    "section",
    { id, attributes: { "aria-labelledby": heading.id } },
    heading,
    ...children,
  );
}

/** A table that scrolls sideways in itself where the page is narrow. */
export function scrolling(label: string, table: HTMLTableElement): HTMLElement {
  return element(
    "div",
    { class: "scroll", attributes: { role: "region", tabindex: "0", "aria-label": label } },
    table,
  );
}

export function header(text: string, scope: "col" | "row", className = ""): HTMLElement {
  return element("th", { class: className, attributes: { scope } }, text);
}

export function cell(className: string, ...children: Child[]): HTMLElement {
  return element("td", { class: className }, ...children);
}

export function hidden(text: string): HTMLElement {
  return element("span", { class: "visually-hidden" }, text);
}

/** "✗ worse"; the mark alone in a table on a narrow page, where the word is for screen readers. */
export function kind_badge(mark: string, word: string): HTMLElement {
  const text = element("span", { class: "word" }, ` ${word}`);
  return element("span", { class: `badge ${word}` }, mark, text);
}

/** Stays in view where its table scrolls sideways. */
export function caption(text: string): HTMLElement {
  return element("caption", {}, element("span", {}, text));
}
