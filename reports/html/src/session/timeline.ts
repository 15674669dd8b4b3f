// The running timeline: the report's charts and lanes, brought up to date as the session goes on.
import { type Bands, bands_of } from "../bands.ts";
import type { Chart, ChartOptions } from "../chart.ts";
import { draw_charts } from "../chart_stack.ts";
import { element, section } from "../dom.ts";
import { backend_lane } from "../lanes.ts";
import { LaneStage } from "../lane_stage.ts";
import { timeline_charts } from "../timeline_charts.ts";
import { View } from "../window.ts";
import { Follow } from "./follow.ts";
import type { Part, State } from "./state.ts";

export function live_bands({ phases, faults, notes }: State): Bands {
  return bands_of({
    phases: phases.map((phase) => ({ ...phase, end_s: phase.end_s ?? Infinity })),
    faults,
    notes,
    duration_s: Infinity,
  });
}

function live_height(width: number): number {
  return Math.round(Math.min(240, Math.max(140, width * 0.16)));
}

export class LiveTimeline {
  readonly root: HTMLElement;
  private readonly view_ = new View({ from_s: 0, to_s: 0.1 });
  private readonly follow_ = new Follow(this.view_);
  private readonly lanes_ = new LaneStage(this.view_);
  private readonly place_ = element("div", { class: "charts" });
  private charts_: Chart[] = [];
  private bands_: Bands = { bands: [], marks: [], rows: 0 };

  constructor() {
    const hint = element(
      "p",
      { class: "hint" },
      "Drag over a chart to zoom, double-click to see all. Striped: a fault is in.",
    );
    this.root = section(
      "timeline",
      "Timeline",
      this.follow_.root,
      this.place_,
      this.lanes_.root,
      hint,
    );
  }

  draw(state: State, changed: Set<Part>): void {
    this.follow_.now(state.now_s);
    const other_bands = changed.has("faults") || changed.has("phases") || changed.has("notes");
    if (other_bands) this.bands_ = live_bands(state);
    const options = timeline_charts(state.timeline).map((each) => ({
      ...each,
      plot_height: true,
      otherwise_at_s: state.now_s - 1.5, // The last whole second.
    }));
    if (this.charts_.length === 0) {
      const bands = ({ id }: ChartOptions) => this.bands_of(id);
      this.charts_ = draw_charts(this.place_, options, this.view_, bands, live_height);
    } else {
      this.charts_.forEach((chart, i) => {
        const its = options[i];
        if (its) chart.update(its, other_bands ? this.bands_of(its.id) : null);
      });
    }
    if (other_bands || changed.has("lanes")) this.set_lanes(state);
    else this.lanes_.place();
  }

  // The names stand over the first chart alone; the others have more room for what they show.
  private bands_of(chart: string): Bands {
    return chart === "rates" ? this.bands_ : { ...this.bands_, rows: 0 };
  }

  private set_lanes({ nodes, backends }: State): void {
    const lanes = [
      ...nodes.map(({ node, spans }) => ({ name: node, spans })),
      ...backends.map(backend_lane),
    ];
    const title = backends.length > 0 ? "Nodes and load balancers" : "Nodes";
    this.lanes_.set(title, lanes, this.bands_);
  }
}
