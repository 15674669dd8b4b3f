// The topology as a graph: clients on top, what they depend on below, faults marked on it.
import { fault_letter } from "./bands.ts";
import type { Report, Service } from "./report.ts";
import { shape } from "./svg.ts";

const box = { width: 178, height: 62 };
const gap = { x: 26, y: 44 };
const loop_width = 34;
const client = "client";

interface Box {
  name: string;
  lines: string[];
  letters: string;
  layer: number;
  x: number;
  y: number;
}

function links_of(report: Report): { from: string; to: string; proxied: boolean }[] {
  return report.topology.links.flatMap(({ name, proxied }) => {
    const [from, to] = name.split("->");
    return from && to ? [{ from, to, proxied }] : [];
  });
}

// A service stands one layer below the lowest of those that need it; a cycle is cut after as many
// rounds as there are services.
function layers_of(report: Report): Map<string, number> {
  const links = links_of(report);
  const layers = new Map<string, number>([[client, 0]]);
  for (const service of report.topology.services) layers.set(service.name, 1);
  for (let round = 0; round < report.topology.services.length; ++round) {
    for (const { from, to } of links) {
      if (from === to) continue;
      const below = (layers.get(from) ?? 0) + 1;
      if (to !== client && layers.has(to) && below > (layers.get(to) ?? 0)) layers.set(to, below);
    }
  }
  return layers;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

// Of the faults that hit one of what `is_hit` says; `nodes` holds nodes and, as "a[0]->b[1]", legs.
function letters_of(report: Report, is_hit: (target: string) => boolean): string {
  return report.faults
    .map((fault, i) => (fault.nodes.some(is_hit) ? fault_letter(i) : ""))
    .filter((letter) => letter !== "")
    .slice(0, 4)
    .join(" ");
}

function faults_on(report: Report, service: Service): string {
  const nodes = new Set(service.nodes.map((node) => node.name));
  return letters_of(report, (target) => nodes.has(target));
}

function faults_between(report: Report, from: string, to: string): string {
  return letters_of(report, (target) => target.replace(/\[[^\]]*\]/g, "") === `${from}->${to}`);
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

function boxes_of(report: Report): Box[] {
  const layers = layers_of(report);
  const boxes: Box[] = [{ name: client, lines: ["the load"], letters: "", layer: 0, x: 0, y: 0 }];
  for (const service of report.topology.services) {
    const nodes =
      service.nodes.length === 1
        ? service.role
        : `${service.nodes.length} × ${service.role || "node"}`;
    const lines = [nodes, service.version].filter((line) => line !== "");
    boxes.push({
      name: service.name,
      lines,
      letters: faults_on(report, service),
      layer: layers.get(service.name) ?? 1,
      x: 0,
      y: 0,
    });
  }
  return boxes;
}

// Places the boxes in rows and returns the width that they take.
function place(boxes: Box[]): number {
  const rows = new Map<number, Box[]>();
  for (const each of boxes) rows.set(each.layer, [...(rows.get(each.layer) ?? []), each]);
  const widest = Math.max(...[...rows.values()].map((row) => row.length));
  const width = widest * (box.width + gap.x) - gap.x + 2;
  [...rows.keys()]
    .sort((a, b) => a - b)
    .forEach((layer, row_index) => {
      const row = rows.get(layer) ?? [];
      const row_width = row.length * (box.width + gap.x) - gap.x;
      row.forEach((each, i) => {
        each.x = (width - row_width) / 2 + i * (box.width + gap.x);
        each.y = 1 + row_index * (box.height + gap.y);
      });
    });
  return width;
}

// A link to the next layer goes straight down; one past a layer goes round the boxes between, each
// in a lane of its own on the right.
function draw_link(from: Box, to: Box, proxied: boolean, lane_x: number): SVGElement {
  const down = to.layer - from.layer === 1;
  const x1 = from.x + (down ? box.width / 2 : box.width);
  const y1 = from.y + (down ? box.height : box.height / 2);
  const x2 = to.x + (down ? box.width / 2 : box.width);
  const y2 = to.y + (down ? 0 : box.height / 2);
  const path = down
    ? `M ${x1} ${y1} C ${x1} ${y1 + gap.y / 2}, ${x2} ${y2 - gap.y / 2}, ${x2} ${y2}`
    : `M ${x1} ${y1} C ${lane_x} ${y1}, ${lane_x} ${y1}, ${lane_x} ${(y1 + y2) / 2} ` +
      `S ${lane_x} ${y2}, ${x2} ${y2}`;
  return shape("path", {
    d: path,
    class: proxied ? "link proxied" : "link",
    "marker-end": "url(#arrow)",
  });
}

// Of a link, as draw_link draws it.
function middle_of(from: Box, to: Box, lane_x: number): [number, number] {
  const down = to.layer - from.layer === 1;
  const across = down ? (from.x + to.x + box.width) / 2 : lane_x;
  return [across, (from.y + to.y + box.height) / 2];
}

// Between the nodes of one service: a loop on its left.
function draw_loop(at: Box, proxied: boolean): SVGElement {
  const [top, bottom] = [at.y + box.height * 0.3, at.y + box.height * 0.7];
  const out = at.x - loop_width;
  return shape("path", {
    d: `M ${at.x} ${top} C ${out} ${top - 10}, ${out} ${bottom + 10}, ${at.x} ${bottom}`,
    class: proxied ? "link proxied" : "link",
    "marker-end": "url(#arrow)",
  });
}

function draw_box(each: Box): SVGElement {
  const group = shape("g", {
    transform: `translate(${each.x} ${each.y})`,
    class: each.letters === "" ? "box" : "box faulty",
  });
  group.append(shape("rect", { width: box.width, height: box.height, rx: 8 }));
  const middle = box.width / 2;
  group.append(shape("text", { x: middle, y: 21, class: "name" }, cut(each.name, 22)));
  each.lines.forEach((line, i) => {
    group.append(shape("text", { x: middle, y: 38 + i * 15, class: "line" }, cut(line, 25)));
  });
  if (each.letters !== "") {
    const middle_x = box.width - letters_width(each.letters) / 2 - 6;
    group.append(draw_letters(each.letters, middle_x, 0));
  }
  return group;
}

export function topology_graph(report: Report): Element {
  const boxes = boxes_of(report);
  const boxes_width = place(boxes);
  const height = Math.max(...boxes.map((each) => each.y)) + box.height + 12;
  const by_name = new Map(boxes.map((each) => [each.name, each]));
  const links = links_of(report);
  const told = links.map(({ from, to }) => `${from} to ${to}`);
  const paths: SVGElement[] = [];
  let lane_x = boxes_width + 14;
  for (const { from, to, proxied } of links) {
    const start = by_name.get(from);
    const end = by_name.get(to);
    if (!start || !end) continue;
    const letters = faults_between(report, from, to);
    if (start === end) {
      paths.push(draw_loop(start, proxied));
      if (letters !== "")
        paths.push(draw_letters(letters, start.x - loop_width * 0.75, start.y + box.height / 2));
      continue;
    }
    paths.push(draw_link(start, end, proxied, lane_x));
    if (letters !== "") paths.push(draw_letters(letters, ...middle_of(start, end, lane_x)));
    if (end.layer - start.layer !== 1) lane_x += 16;
  }
  // As much room on the left as the lanes take on the right keeps the boxes in the middle.
  const loops = links.some(({ from, to }) => from === to);
  const side = Math.max(lane_x - boxes_width + 10, loops ? loop_width + 10 : 0);
  const width = boxes_width + 2 * side;
  const graph = shape("svg", {
    viewBox: `${-side} -10 ${width} ${height}`,
    class: "graph",
    role: "img",
    "aria-label": `Dependencies: ${told.join(", ")}`,
  });
  (graph as SVGSVGElement).style.maxWidth = `${width}px`;
  const arrow = shape("marker", {
    id: "arrow",
    viewBox: "0 0 8 8",
    refX: 7,
    refY: 4,
    markerWidth: 7,
    markerHeight: 7,
    orient: "auto",
  });
  arrow.append(shape("path", { d: "M 0 0 L 8 4 L 0 8 z", class: "head" }));
  const defs = shape("defs", {});
  defs.append(arrow);
  graph.append(defs, ...paths, ...boxes.map(draw_box));
  return graph;
}
