// The stretch of the run that all charts and lanes show, and the moment under the cursor. Of a
// trend, whose axis counts runs, one second stands for one run. The run of a session goes on.

export interface Span {
  from_s: number;
  to_s: number;
}

type Listener<T> = (value: T) => void;

export class View {
  private whole_: Span;
  private span_: Span;
  private on_span_: Listener<Span>[] = [];
  private on_moment_: Listener<number | null>[] = [];

  constructor(whole: Span) {
    this.whole_ = whole;
    this.span_ = whole;
  }

  get whole(): Span {
    return this.whole_;
  }

  /** The run has gone on until `to_s`; what is shown stays the same. */
  extend(to_s: number): void {
    if (to_s > this.whole_.to_s) this.whole_ = { ...this.whole_, to_s };
  }

  get span(): Span {
    return this.span_;
  }

  /** Shows `span`, cut to the run; nothing is shown closer than 10 ms. */
  show(span: Span): void {
    const from_s = Math.max(this.whole.from_s, Math.min(span.from_s, span.to_s));
    const to_s = Math.min(this.whole.to_s, Math.max(span.from_s, span.to_s));
    if (to_s - from_s < 0.01) return;
    if (from_s === this.span_.from_s && to_s === this.span_.to_s) return;
    this.span_ = { from_s, to_s };
    for (const listener of this.on_span_) listener(this.span_);
  }

  show_all(): void {
    this.show(this.whole);
  }

  /** Points at a moment, or at none. */
  point_at(time_s: number | null): void {
    for (const listener of this.on_moment_) listener(time_s);
  }

  on_span(listener: Listener<Span>): void {
    this.on_span_.push(listener);
  }

  on_moment(listener: Listener<number | null>): void {
    this.on_moment_.push(listener);
  }
}
