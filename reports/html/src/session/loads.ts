// How much load comes, and by which client policy: both change while the session goes on.
import { element, section, show_text } from "../dom.ts";
import { rate } from "../format.ts";
import { act, Trouble } from "./act.ts";
import { request } from "./api.ts";
import { type Field, field, select_of, text_input } from "./fields.ts";
import type { State } from "./state.ts";
import type { Load, Mistake } from "./wire.ts";

/** The end of a slider that begins with `value`: round, and well above it. */
function slider_end(value: number): number {
  const wanted = Math.max(10, value * 4);
  const decade = 10 ** Math.floor(Math.log10(wanted));
  return Math.ceil(wanted / decade) * decade;
}

/** Where the load is not called as what it does. */
function workload_note({ name, workload }: Load): HTMLElement | null {
  return workload === name ? null : element("span", { class: "note" }, ` ${workload}`);
}

/** Where all of it was selected it stays so, and what is typed next replaces it. */
function replace(input: HTMLInputElement, value: string): void {
  const { selectionStart, selectionEnd, value: before } = input;
  const all = before !== "" && selectionStart === 0 && selectionEnd === before.length;
  input.value = value;
  if (all && document.activeElement === input) input.select();
}

class LoadControl {
  readonly root: HTMLElement;
  private readonly slider_ = element("input", { attributes: { type: "range", min: "0" } });
  private readonly number_ = text_input("");
  private readonly workload_: HTMLSelectElement | null;
  private readonly trouble_ = new Trouble();
  private now_: number | null = null; // The rate as the session last told it.
  private does_ = ""; // The workload, likewise.
  private edited_ = false; // Somebody types or drags: what the session tells waits.

  constructor(private readonly load_: Load) {
    const name = `Rate of ${load_.name}`;
    this.slider_.setAttribute("aria-label", name);
    this.number_.setAttribute("aria-label", `${name}, iterations a second`);
    this.number_.inputMode = "decimal";
    this.slider_.addEventListener("input", () => (this.number_.value = this.slider_.value));
    for (const input of [this.slider_, this.number_]) {
      input.addEventListener("input", () => (this.edited_ = true));
      input.addEventListener("change", () => this.send());
      input.addEventListener("blur", () => this.leave());
    }
    this.workload_ = this.choice();
    const steps = element("div", { class: "steps" }, this.step("½ ×", 0.5), this.step("2 ×", 2));
    this.root = element(
      "div",
      { class: "load" },
      element("p", {}, element("strong", {}, load_.name), this.workload_ ?? workload_note(load_)),
      element(
        "div",
        { class: "rate" },
        this.slider_,
        this.number_,
        element("span", {}, "/s"),
        steps,
      ),
      this.trouble_.root,
    );
    this.draw(load_);
  }

  /** Of what it does; none where it can do only one thing. */
  private choice(): HTMLSelectElement | null {
    const { name, workload, workloads } = this.load_;
    if (workloads.length < 2) return null;
    const choices = workloads.map((value) => ({ value, label: value }));
    const select = select_of(choices, workload);
    select.setAttribute("aria-label", `Workload of ${name}`);
    select.addEventListener("change", () => this.ask({ workload: select.value }));
    return select;
  }

  private step(label: string, factor: number): HTMLElement {
    const button = element("button", { attributes: { type: "button" } }, label);
    button.setAttribute("aria-label", `${label} the rate of ${this.load_.name}`);
    button.addEventListener("click", () => {
      this.number_.value = String(Number((Number(this.number_.value) * factor).toPrecision(3)));
      this.send();
    });
    return button;
  }

  private send(): void {
    this.edited_ = false;
    this.ask({ rate: `${this.number_.value.trim()}/s` });
  }

  private ask(body: { rate: string } | { workload: string }): void {
    const path = `/api/loads/${encodeURIComponent(this.load_.name)}`;
    const refused = (mistakes: Mistake[]) => {
      this.trouble_.show(mistakes);
      if (this.workload_) this.workload_.value = this.does_;
    };
    void act(null, refused, () => request("POST", path, body));
  }

  /** Left without a change: back to what the session says. */
  private leave(): void {
    if (!this.edited_) return;
    this.edited_ = false;
    this.show();
  }

  /** The rate and the workload as they are now, of whoever set them. */
  draw({ rate_per_s, workload }: Load): void {
    this.does_ = workload;
    if (this.workload_) this.workload_.value = workload;
    if (rate_per_s === null || rate_per_s === this.now_) return;
    this.now_ = rate_per_s;
    if (!this.edited_) this.show();
  }

  private show(): void {
    if (this.now_ === null) return;
    const end = Math.max(Number(this.slider_.max) || 0, slider_end(this.now_));
    if (this.slider_.max === "" || this.now_ > Number(this.slider_.max)) {
      this.slider_.max = String(end);
      this.slider_.step = String(end / 100);
    }
    this.slider_.value = String(this.now_);
    replace(this.number_, String(Number(this.now_.toFixed(3))));
  }
}

// Those of [client] that people change most; all others by `squall ctl client`.
const policy_keys: [string, string, string][] = [
  ["attempt_timeout", "500ms", "Of one attempt."],
  ["deadline", "5s", "Of an operation, with all its attempts."],
  ["retry.max", "2", "Attempts beyond the first."],
];

function policy_form(): HTMLElement {
  const trouble = new Trouble();
  const fields = policy_keys.map(([key, placeholder, hint]): { key: string; field: Field } => {
    const input = text_input("", `as it is, e.g. ${placeholder}`);
    const read = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);
    const value = () => (input.value.trim() === "" ? undefined : read(input.value.trim()));
    return { key, field: field(key, input, hint, key, value) };
  });
  const go = element("button", { attributes: { type: "submit" } }, "Change the policy");
  const form = element("form", { class: "policy" }, ...fields.map((each) => each.field.root));
  form.append(trouble.root, go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body: Record<string, unknown> = {};
    for (const { key, field: each } of fields) {
      const value = each.value();
      if (value === undefined) continue;
      const [table, inner] = key.split(".");
      if (table && inner) body[table] = { [inner]: value };
      else body[key] = value;
    }
    const refused = (mistakes: Mistake[]) =>
      trouble.show(fields.reduce((left, each) => each.field.complain(left), mistakes));
    void act(go, refused, () => request("POST", "/api/client", body));
  });
  return element("details", {}, element("summary", {}, "Change the client policy…"), form);
}

export class Loads {
  readonly root = section("load", "Load");
  private readonly parts_ = element("div");
  private readonly controls_ = new Map<string, LoadControl>();
  private readonly fixed_ = new Map<string, HTMLElement>();
  private policy_: HTMLSelectElement | null = null;
  private shown_ = ""; // Which loads and policies.

  constructor() {
    this.root.append(this.parts_);
  }

  private build({ info: { loads, variants, client }, can_act }: State): void {
    const names = loads.map(({ name, changeable }) => [name, changeable]);
    const shown = JSON.stringify([names, variants, can_act]);
    if (shown === this.shown_) return;
    this.shown_ = shown;
    this.controls_.clear();
    this.fixed_.clear();
    this.parts_.replaceChildren(...loads.map((load) => this.load(load, can_act)));
    if (variants.length > 0) {
      const choices = variants.map((value) => ({ value, label: value }));
      const own = { value: "", label: "the scenario's own" };
      this.policy_ = select_of([own, ...choices], client);
      this.policy_.disabled = !can_act;
      this.parts_.append(this.policy_row(this.policy_));
    }
    if (can_act) this.parts_.append(policy_form());
  }

  private load(load: Load, can_act: boolean): HTMLElement {
    if (can_act && load.changeable) {
      const control = new LoadControl(load);
      this.controls_.set(load.name, control);
      return control.root;
    }
    const now = element("span", { class: "fixed-rate" });
    this.fixed_.set(load.name, now);
    return element("p", { class: "load" }, element("strong", {}, load.name), " ", now);
  }

  private policy_row(policy: HTMLSelectElement): HTMLElement {
    const trouble = new Trouble();
    policy.addEventListener("change", () => {
      const refused = (mistakes: Mistake[]) => trouble.show(mistakes);
      void act(null, refused, () => request("POST", "/api/client", { variant: policy.value }));
    });
    const name = element("span", {}, "Client policy");
    const label = element("label", { class: "labelled" }, name, policy);
    return element("div", {}, label, trouble.root);
  }

  draw(state: State): void {
    const { info } = state;
    this.build(state);
    for (const load of info.loads) {
      this.controls_.get(load.name)?.draw(load);
      const fixed = this.fixed_.get(load.name);
      if (!fixed) continue;
      const comes = load.rate_per_s === null ? "closed model" : rate(load.rate_per_s);
      show_text(fixed, load.workload === load.name ? comes : `${comes} ${load.workload}`);
    }
    if (this.policy_) this.policy_.value = info.client;
  }
}
