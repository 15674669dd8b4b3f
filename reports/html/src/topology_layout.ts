// Where the parts of a topology stand when it is drawn as a graph: clients on top, what they depend
// on below.
import type { Report, Service } from "./report.ts";

type Topology = Report["topology"];

export const client = "client";

export interface Sizes {
  width: number;
  height: (service: Service | null) => number; // Of a service's box; null: the clients'.
  gap_x: number;
  gap_y: number;
  lane: number; // Between links that go round boxes.
}

export interface Box {
  name: string;
  service: Service | null;
  layer: number;
  x: number;
  y: number;
  height: number;
}

export interface Link {
  name: string;
  proxied: boolean;
  path: string;
  middle: [number, number];
}

export interface Layout {
  boxes: Box[];
  links: Link[];
  left: number; // Of everything; boxes begin at 0.
  width: number;
  height: number;
}

interface Ends {
  name: string;
  from: string;
  to: string;
  proxied: boolean;
}

const loop_width = 34;

function ends_of(topology: Topology): Ends[] {
  return topology.links.flatMap(({ name, proxied }) => {
    const [from, to] = name.split("->");
    return from && to ? [{ name, from, to, proxied }] : [];
  });
}

// A service stands one layer below the lowest of those that need it; a cycle is cut after as many
// rounds as there are services.
function layers_of(topology: Topology): Map<string, number> {
  const links = ends_of(topology);
  const layers = new Map<string, number>([[client, 0]]);
  for (const service of topology.services) layers.set(service.name, 1);
  for (let round = 0; round < topology.services.length; ++round) {
    for (const { from, to } of links) {
      if (from === to) continue;
      const below = (layers.get(from) ?? 0) + 1;
      if (to !== client && layers.has(to) && below > (layers.get(to) ?? 0)) layers.set(to, below);
    }
  }
  return layers;
}

function boxes_of(topology: Topology, sizes: Sizes): Box[] {
  const layers = layers_of(topology);
  const box = (name: string, service: Service | null): Box => ({
    name,
    service,
    layer: layers.get(name) ?? 1,
    x: 0,
    y: 0,
    height: sizes.height(service),
  });
  return [box(client, null), ...topology.services.map((service) => box(service.name, service))];
}

// Places the boxes in rows and returns the width and the height that they take.
function place(boxes: Box[], { width: box_width, gap_x, gap_y }: Sizes): [number, number] {
  const rows = new Map<number, Box[]>();
  for (const each of boxes) rows.set(each.layer, [...(rows.get(each.layer) ?? []), each]);
  const row_width = (row: Box[]) => row.length * (box_width + gap_x) - gap_x;
  const width = Math.max(...[...rows.values()].map(row_width)) + 2;
  let y = 1;
  for (const layer of [...rows.keys()].sort((a, b) => a - b)) {
    const row = rows.get(layer) ?? [];
    row.forEach((each, i) => {
      each.x = (width - row_width(row)) / 2 + i * (box_width + gap_x);
      each.y = y;
    });
    y += Math.max(...row.map(({ height }) => height)) + gap_y;
  }
  return [width, y - gap_y];
}

type Point = [number, number];
type Curve = [Point, Point, Point, Point];

function on_curve([a, b, c, d]: Curve, t: number): Point {
  const at = (axis: 0 | 1) =>
    (1 - t) ** 3 * a[axis] +
    3 * (1 - t) ** 2 * t * b[axis] +
    3 * (1 - t) * t ** 2 * c[axis] +
    t ** 3 * d[axis];
  return [at(0), at(1)];
}

// The middle of a curve, or a place beside it where the middle of another one stands.
function free_place(curve: Curve, taken: Link[]): Point {
  const is_free = ([x, y]: Point) =>
    taken.every(({ middle }) => Math.hypot(middle[0] - x, middle[1] - y) > 26);
  const places = [0.5, 0.3, 0.7].map((t) => on_curve(curve, t));
  return places.find(is_free) ?? on_curve(curve, 0.5);
}

const curved = ([a, b, c, d]: Curve) => `M ${a} C ${b}, ${c}, ${d}`;

// A link to the next layer goes straight down.
function down(from: Box, to: Box, { width, gap_y }: Sizes): Curve {
  const [x1, y1] = [from.x + width / 2, from.y + from.height];
  const [x2, y2] = [to.x + width / 2, to.y];
  return [
    [x1, y1],
    [x1, y1 + gap_y / 2],
    [x2, y2 - gap_y / 2],
    [x2, y2],
  ];
}

// One past a layer goes round the boxes between, in a lane of its own on the right.
function round_boxes(from: Box, to: Box, lane_x: number, { width }: Sizes): [string, Point] {
  const [x1, y1] = [from.x + width, from.y + from.height / 2];
  const [x2, y2] = [to.x + width, to.y + to.height / 2];
  const middle: Point = [lane_x, (y1 + y2) / 2];
  return [
    `M ${x1} ${y1} C ${lane_x} ${y1}, ${lane_x} ${y1}, ${middle[0]} ${middle[1]} ` +
      `S ${lane_x} ${y2}, ${x2} ${y2}`,
    middle,
  ];
}

// Between the nodes of one service: a loop on its left.
function loop(at: Box): [string, Point] {
  const [top, bottom] = [at.y + at.height * 0.3, at.y + at.height * 0.7];
  const out = at.x - loop_width;
  return [
    `M ${at.x} ${top} C ${out} ${top - 10}, ${out} ${bottom + 10}, ${at.x} ${bottom}`,
    [at.x - loop_width * 0.75, at.y + at.height / 2],
  ];
}

export function layout_of(topology: Topology, sizes: Sizes): Layout {
  const boxes = boxes_of(topology, sizes);
  const [boxes_width, height] = place(boxes, sizes);
  const by_name = new Map(boxes.map((each) => [each.name, each]));
  const links: Link[] = [];
  let lane_x = boxes_width + 14;
  let loops = false;
  for (const { name, from, to, proxied } of ends_of(topology)) {
    const start = by_name.get(from);
    const end = by_name.get(to);
    if (!start || !end) continue;
    if (start === end) {
      const [path, middle] = loop(start);
      links.push({ name, proxied, path, middle });
      loops = true;
    } else if (end.layer - start.layer === 1) {
      const curve = down(start, end, sizes);
      links.push({ name, proxied, path: curved(curve), middle: free_place(curve, links) });
    } else {
      const [path, middle] = round_boxes(start, end, lane_x, sizes);
      links.push({ name, proxied, path, middle });
      lane_x += sizes.lane;
    }
  }
  // As much room on the left as the lanes take on the right keeps the boxes in the middle.
  const side = Math.max(lane_x - boxes_width + 10, loops ? loop_width + 10 : 0);
  return { boxes, links, left: -side, width: boxes_width + 2 * side, height };
}
