// Lanes under the charts and on their time axis: a row of bars for each, one bar for each state.
import { BandLayer } from "./band_layer.ts";
import type { Bands } from "./bands.ts";
import { gutter, margin } from "./chart.ts";
import { element, hidden, show_text } from "./dom.ts";
import { moment } from "./format.ts";
import type { Span, View } from "./window.ts";

/** A state that still lasts ends at Infinity. */
export interface Lane {
  name: string;
  spans: { state: string; start_s: number; end_s: number }[];
}

interface Placed extends Span {
  bar: HTMLElement;
  state: string;
}

const until = (end_s: number) => (end_s === Infinity ? "now" : moment(end_s));

export class LaneStage {
  readonly root = element("div", { class: "lanes" });
  private readonly title_ = element("h3");
  private readonly key_ = element("ul", { class: "key" });
  private readonly list_ = element("ul");
  private readonly layer_ = new BandLayer({ bands: [], marks: [], rows: 0 });
  private readonly cursor_ = element("div", {
    class: "cursor",
    attributes: { "aria-hidden": "true" },
  });
  private placed_: Placed[] = [];

  constructor(private readonly view_: View) {
    this.cursor_.hidden = true;
    const layers = element("div", { class: "layer" }, this.layer_.shades, this.cursor_);
    const stage = element("div", { class: "stage" }, layers, this.list_);
    stage.style.marginLeft = `${gutter}px`;
    stage.style.marginRight = `${margin}px`;
    this.root.append(this.title_, this.key_, stage);
    this.root.hidden = true;
    new ResizeObserver(() => this.place()).observe(this.list_);
    view_.on_span(() => this.place());
    view_.on_moment((time_s) => this.point_at(time_s));
  }

  /** Of `bands`, faults alone stand behind lanes. */
  set(title: string, lanes: Lane[], bands: Bands): void {
    this.root.hidden = lanes.length === 0;
    show_text(this.title_, title);
    this.placed_ = [];
    this.list_.replaceChildren(...lanes.map((lane) => this.row(lane)));
    const faults = bands.bands.filter(({ kind }) => kind === "fault-band");
    this.layer_.set({ ...bands, bands: faults });
    const states = new Set(lanes.flatMap((lane) => lane.spans.map(({ state }) => state)));
    this.key_.replaceChildren(
      ...[...states].map((state) =>
        element("li", {}, element("span", { class: `swatch state-${state}` }), state),
      ),
    );
    this.place();
  }

  private row(lane: Lane): HTMLElement {
    const bars = element("div", { class: "bars" });
    for (const { state, start_s, end_s } of lane.spans) {
      const title = `${lane.name} ${state}, ${moment(start_s)} to ${until(end_s)}`;
      const bar = element("div", { class: `bar state-${state}`, title });
      bars.append(bar);
      this.placed_.push({ from_s: start_s, to_s: end_s, bar, state });
    }
    const told = lane.spans
      .map(({ state, start_s, end_s }) => `${state} from ${moment(start_s)} to ${until(end_s)}`)
      .join(", ");
    const name = element("span", { class: "node" }, lane.name);
    return element("li", {}, name, hidden(`: ${told}`), bars);
  }

  place(): void {
    const { from_s, to_s } = this.view_.span;
    const width = this.list_.clientWidth;
    if (width === 0) return;
    const scale = width / (to_s - from_s);
    for (const { from_s: start_s, to_s: end_s, bar, state } of this.placed_) {
      const left = Math.max(0, (start_s - from_s) * scale);
      const right = Math.min(width, (end_s - from_s) * scale);
      bar.hidden = right <= 0 || left >= width;
      if (bar.hidden) continue;
      bar.style.left = `${left}px`;
      bar.style.width = `${Math.max(2, right - left)}px`;
      // The name of the state stands in the bar where it fits.
      const text = right - left > state.length * 7 + 12 ? state : "";
      show_text(bar, text);
    }
    this.layer_.place(this.view_.span, width);
  }

  private point_at(time_s: number | null): void {
    const { from_s, to_s } = this.view_.span;
    this.cursor_.hidden = time_s === null || time_s < from_s || time_s > to_s;
    if (time_s === null) return;
    const share = (time_s - from_s) / (to_s - from_s);
    this.cursor_.style.left = `${share * this.list_.clientWidth}px`;
  }
}
