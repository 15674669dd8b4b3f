// The topology as a graph, with the faults marked on it.
import { fault_letter } from "./bands.ts";
import { cut } from "./format.ts";
import type { Report, Service } from "./report.ts";
import { shape } from "./svg.ts";
import { type Box, layout_of, type Sizes } from "./topology_layout.ts";

const sizes: Sizes = { width: 178, height: () => 62, gap_x: 26, gap_y: 44, lane: 16 };

// Of the faults that hit one of what `is_hit` says; `nodes` holds nodes and, as "a[0]->b[1]", legs.
function letters_of(report: Report, is_hit: (target: string) => boolean): string {
  return report.faults
    .map((fault, i) => (fault.nodes.some(is_hit) ? fault_letter(i) : ""))
    .filter((letter) => letter !== "")
    .slice(0, 4)
    .join(" ");
}

function faults_on(report: Report, service: Service | null): string {
  const nodes = new Set(service?.nodes.map((node) => node.name));
  return letters_of(report, (target) => nodes.has(target));
}

function faults_between(report: Report, link: string): string {
  return letters_of(report, (target) => target.replace(/\[[^\]]*\]/g, "") === link);
}

function letters_width(letters: string): number {
  return 10 + letters.length * 8;
}

function draw_letters(letters: string, x: number, y: number): SVGElement {
  const width = letters_width(letters);
  const group = shape("g", { class: "letters" });
  group.append(
    shape("rect", { x: x - width / 2, y: y - 9, width, height: 18, rx: 9, class: "tag" }),
    shape("text", { x, y: y + 4, class: "letter" }, letters),
  );
  return group;
}

function lines_of(service: Service | null): string[] {
  if (!service) return ["the load"];
  const { role, version, nodes } = service;
  const first = nodes.length === 1 ? role : `${nodes.length} × ${role || "node"}`;
  return [first, version].filter((line) => line !== "");
}

function draw_box(each: Box, letters: string): SVGElement {
  const group = shape("g", {
    transform: `translate(${each.x} ${each.y})`,
    class: letters === "" ? "box" : "box faulty",
  });
  group.append(shape("rect", { width: sizes.width, height: each.height, rx: 8 }));
  const middle = sizes.width / 2;
  group.append(shape("text", { x: middle, y: 21, class: "name" }, cut(each.name, 22)));
  lines_of(each.service).forEach((line, i) => {
    group.append(shape("text", { x: middle, y: 38 + i * 15, class: "line" }, cut(line, 25)));
  });
  if (letters !== "") {
    group.append(draw_letters(letters, sizes.width - letters_width(letters) / 2 - 6, 0));
  }
  return group;
}

/** The head of an arrow, for the ends of links. */
export function arrow(): SVGElement {
  const head = shape("path", { d: "M 0 0 L 8 4 L 0 8 z", class: "head" });
  const size = { markerWidth: 7, markerHeight: 7 };
  const place = { viewBox: "0 0 8 8", refX: 7, refY: 4, orient: "auto" };
  return shape("defs", {}, shape("marker", { id: "arrow", ...place, ...size }, head));
}

export function draw_link(path: string, proxied: boolean): SVGElement {
  const kind = proxied ? "link proxied" : "link";
  return shape("path", { d: path, class: kind, "marker-end": "url(#arrow)" });
}

export function topology_graph(report: Report): Element {
  const { boxes, links, left, width, height } = layout_of(report.topology, sizes);
  const told = links.map(({ name }) => name.replace("->", " to "));
  const graph = shape("svg", {
    viewBox: `${left} -10 ${width} ${height + 11}`,
    class: "graph",
    role: "img",
    "aria-label": `Dependencies: ${told.join(", ")}`,
  });
  (graph as SVGSVGElement).style.maxWidth = `${width}px`;
  graph.append(arrow());
  for (const { name, path, proxied, middle } of links) {
    graph.append(draw_link(path, proxied));
    const letters = faults_between(report, name);
    if (letters !== "") graph.append(draw_letters(letters, ...middle));
  }
  for (const each of boxes) graph.append(draw_box(each, faults_on(report, each.service)));
  return graph;
}
