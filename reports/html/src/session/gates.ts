// What is judged, by what there is so far: gates, and the hypotheses of the steady state.
import { cell, element, header, scrolling, section } from "../dom.ts";
import { gate_values, moment } from "../format.ts";
import { verdict_cell } from "../judgement.ts";
import type { Hypothesis } from "../report.ts";
import type { State } from "./state.ts";
import type { LiveGate } from "./wire.ts";

function gate_row(gate: LiveGate): HTMLElement {
  const { actual, limit } = gate_values(gate);
  const reason = gate.reason === "" ? null : element("span", { class: "note" }, gate.reason);
  return element(
    "tr",
    { class: gate.verdict },
    verdict_cell(gate.verdict),
    header(gate.name, "row"),
    cell("number actual", actual),
    cell("number limit", limit),
    cell("", element("code", {}, gate.expr), reason),
  );
}

function hypothesis_row({ name, met, at_s, expected, actual }: Hypothesis): HTMLElement {
  return element(
    "tr",
    {},
    verdict_cell(met ? "pass" : "fail"),
    header(name, "row"),
    cell("number", moment(at_s)),
    cell("", actual),
    cell("", expected),
  );
}

/** A table whose rows are made anew only where they changed. */
class Rows<T> {
  readonly root: HTMLElement;
  private readonly body_ = element("tbody");
  private readonly rows_: { key: string; root: HTMLElement }[] = [];

  constructor(
    title: string,
    columns: string[],
    private readonly row_: (value: T) => HTMLElement,
  ) {
    const numbers = ["now", "limit", "checked at"];
    const heads = columns.map((name) =>
      header(name, "col", numbers.includes(name) ? "number" : ""),
    );
    const head = element("thead", {}, element("tr", {}, ...heads));
    const caption = element("caption", {}, title);
    this.root = scrolling(
      title,
      element("table", { class: "live-table" }, caption, head, this.body_),
    );
  }

  show(values: T[]): void {
    this.root.hidden = values.length === 0;
    values.forEach((value, i) => {
      const key = JSON.stringify(value);
      const before = this.rows_[i];
      if (before?.key === key) return;
      const root = this.row_(value);
      if (before) before.root.replaceWith(root);
      else this.body_.append(root);
      this.rows_[i] = { key, root };
    });
    for (const { root } of this.rows_.splice(values.length)) root.remove();
  }
}

export class Gates {
  readonly root: HTMLElement;
  private readonly gates_ = new Rows("Gates", ["", "gate", "now", "limit", "condition"], gate_row);
  private readonly hypotheses_ = new Rows(
    "Steady state, as it was checked last",
    ["", "hypothesis", "checked at", "saw", "expected"],
    hypothesis_row,
  );

  constructor() {
    this.root = section("gates", "Judged so far", this.gates_.root, this.hypotheses_.root);
  }

  draw({ gates, hypotheses }: State): void {
    this.root.hidden = gates.length + hypotheses.length === 0;
    this.gates_.show(gates);
    this.hypotheses_.show(hypotheses);
  }
}
