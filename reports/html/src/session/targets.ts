// What can be clicked on the graph, and the names that faults know it by.
import type { Service } from "../report.ts";
import type { LiveFault, SessionInfo } from "./wire.ts";

export type Clicked =
  | { what: "node"; node: string; service: Service }
  | { what: "service"; service: Service }
  | { what: "link"; link: string };

export function title_of(clicked: Clicked): string {
  switch (clicked.what) {
    case "node":
      return clicked.node;
    case "service":
      return `${clicked.service.name} (${clicked.service.nodes.length} nodes)`;
    case "link":
      return clicked.link.replace("->", " → ");
  }
}

/** The links that lead to what was clicked, as targets; those from a node are its own to click. */
export function links_to(clicked: Clicked, { topology }: SessionInfo): string[] {
  if (clicked.what === "link") return [clicked.link];
  const end = clicked.what === "node" ? clicked.node : clicked.service.name;
  return topology.links
    .filter(({ name, proxied }) => proxied && name.split("->")[1] === clicked.service.name)
    .map(({ name }) => `${name.split("->")[0]}->${end}`);
}

const without_index = (name: string) => name.replace(/\[[^\]]*\]/g, "");

/** `nodes` of a fault holds nodes and, of links, legs: "a[0]->b[1]". */
export function is_hit(clicked: Clicked, { nodes, target }: LiveFault): boolean {
  switch (clicked.what) {
    case "node":
      return nodes.includes(clicked.node);
    case "service":
      return clicked.service.nodes.some(({ name }) => nodes.includes(name));
    case "link":
      return [...nodes, target].some((each) => without_index(each) === clicked.link);
  }
}
