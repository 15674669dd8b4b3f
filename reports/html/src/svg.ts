// Elements of SVG from plain values.
import { visible } from "./dom.ts";

export function shape(
  tag: string,
  attributes: Record<string, string | number>,
  ...children: (Node | string)[]
): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    made.setAttribute(name, visible(String(value)));
  for (const child of children) {
    made.append(typeof child === "string" ? document.createTextNode(visible(child)) : child);
  }
  return made;
}
