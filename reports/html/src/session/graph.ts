// The system as a graph to click on: every node with its state, every link with a handle.
import { fault_letter } from "../bands.ts";
import { element, hidden, show_text } from "../dom.ts";
import type { Service } from "../report.ts";
import { shape } from "../svg.ts";
import { arrow, draw_link } from "../topology_graph.ts";
import { type Box, layout_of, type Layout, type Link, type Sizes } from "../topology_layout.ts";
import { in_force, type State } from "./state.ts";
import { type Clicked, is_hit } from "./targets.ts";

const node_height = 27;
const most_rows = 5; // Of nodes; more of them stand side by side.

// A service of one node is that node.
const is_one = ({ nodes }: Service) => nodes.length <= 1;

function columns_of({ nodes }: Service): number {
  return Math.ceil(nodes.length / most_rows);
}

// Long names take several lines beside what stands on their right.
function head_height(service: Service | null): number {
  const lines = Math.ceil((service?.name.length ?? 0) / 15);
  return Math.max(46, 16 + 16 * lines);
}

const sizes: Sizes = {
  width: 208,
  height: (service) => {
    if (!service || is_one(service)) return head_height(service);
    const rows = Math.ceil(service.nodes.length / columns_of(service));
    return head_height(service) + rows * node_height + 5;
  },
  gap_x: 26,
  gap_y: 44,
  lane: 28,
};

interface Part {
  clicked: Clicked;
  button: HTMLElement;
  letters: HTMLElement;
  state: HTMLElement | null; // Of a node.
}

type Opened = (clicked: Clicked, anchor: HTMLElement) => void;

function client_head(name: string): HTMLElement {
  const note = element("span", { class: "note" }, "the load");
  return element("div", { class: "box-head client" }, element("strong", {}, name), note);
}

export class Graph {
  readonly root = element("div", { class: "graph-scroll" });
  private readonly stage_ = element("div", { class: "live-graph" });
  private parts_: Part[] = [];
  private shown_ = ""; // The topology, as text.

  constructor(
    state: State,
    private readonly opened_: Opened,
  ) {
    this.root.append(this.stage_);
    this.draw(state);
  }

  // What the system consists of is known once it has been started.
  private build({ info: { topology } }: State): void {
    const shown = JSON.stringify(topology);
    if (shown === this.shown_) return;
    this.shown_ = shown;
    this.parts_ = [];
    const layout = layout_of(topology, sizes);
    this.stage_.style.width = `${layout.width}px`;
    // The column that it stands in is as wide as it needs.
    document.documentElement.style.setProperty("--graph-width", `${layout.width}px`);
    this.stage_.style.height = `${layout.height + 4}px`;
    this.stage_.replaceChildren(
      this.lines(layout),
      ...layout.boxes.map((box) => this.box(box, layout.left)),
      ...layout.links.map((link) => this.handle(link, layout.left)),
    );
  }

  private lines({ links, left, width, height }: Layout): Element {
    const lines = shape("svg", {
      viewBox: `${left} 0 ${width} ${height + 4}`,
      class: "graph lines",
      "aria-hidden": "true",
    });
    lines.append(arrow(), ...links.map(({ path }) => draw_link(path, false)));
    return lines;
  }

  private box({ name, service, x, y, height }: Box, left: number): HTMLElement {
    const box = element("div", { class: "live-box" });
    box.style.left = `${x - left}px`;
    box.style.top = `${y}px`;
    box.style.width = `${sizes.width}px`;
    box.style.height = `${height}px`;
    const parts = service ? this.service(service) : [client_head(name)];
    if (parts[0]) parts[0].style.height = `${head_height(service) - 2}px`;
    box.append(...parts);
    return box;
  }

  private service(service: Service): HTMLElement[] {
    const [only] = service.nodes;
    if (only && is_one(service)) {
      const clicked: Clicked = { what: "node", node: only.name, service };
      return [this.part(clicked, "box-head", service.name, "")];
    }
    const note = `${service.nodes.length} × ${service.role || "node"}`;
    const head = this.part({ what: "service", service }, "box-head", service.name, note);
    return [head, this.nodes(service)];
  }

  private nodes(service: Service): HTMLElement {
    const nodes = element("div", { class: "nodes" });
    nodes.style.gridTemplateColumns = `repeat(${columns_of(service)}, minmax(0, 1fr))`;
    const short = columns_of(service) > 1;
    if (short) nodes.classList.add("compact");
    for (const { name: node } of service.nodes) {
      const label = short ? node.slice(service.name.length) : node;
      const part = this.part({ what: "node", node, service }, "node-part", label, "");
      if (short) part.prepend(hidden(service.name));
      nodes.append(part);
    }
    return nodes;
  }

  private handle({ name, middle }: Link, left: number): HTMLElement {
    const button = this.part({ what: "link", link: name }, "handle", "", "");
    button.prepend(hidden(`Link ${name.replace("->", " to ")}`));
    button.title = name.replace("->", " → ");
    button.style.left = `${middle[0] - left}px`;
    button.style.top = `${middle[1]}px`;
    return button;
  }

  private part(clicked: Clicked, kind: string, label: string, note: string): HTMLElement {
    const letters = element("span", { class: "on-it" });
    const state = clicked.what === "node" ? element("span", { class: "node-state" }) : null;
    const button = element(
      "button",
      {
        class: kind,
        attributes: { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false" },
      },
      label === "" ? null : element("span", { class: "part-name" }, label),
      note === "" ? null : element("span", { class: "note" }, note),
      state,
      letters,
    );
    if (clicked.what === "node") button.dataset.node = clicked.node;
    button.addEventListener("click", () => this.opened_(clicked, button));
    this.parts_.push({ clicked, button, letters, state });
    return button;
  }

  draw(state: State): void {
    this.build(state);
    for (const { clicked, button, letters, state: told } of this.parts_) {
      const on_it = state.faults
        .map((fault, i) => (in_force(fault) && is_hit(clicked, fault) ? fault_letter(i) : ""))
        .filter((letter) => letter !== "");
      // The nodes of a service show their own.
      const shown = clicked.what === "service" ? "" : on_it.slice(0, 3).join(" ");
      show_text(letters, shown);
      button.classList.toggle("broken", on_it.length > 0);
      if (clicked.what !== "node" || !told) continue;
      const node_state = state.state_of(clicked.node);
      show_text(told, node_state);
      told.className = `node-state state-${node_state || "unknown"}`;
      button.title = `${clicked.node}: ${node_state || "its state is not known"}`;
    }
  }
}
