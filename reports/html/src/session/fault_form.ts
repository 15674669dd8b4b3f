// The form with all options of a fault, for the target that was clicked.
import { append, element, show_text } from "../dom.ts";
import { act, Trouble } from "./act.ts";
import { request } from "./api.ts";
import { type Field, field, option_field, select_of, text_input } from "./fields.ts";
import { suggestion } from "./quick.ts";
import type { FaultKind, Mistake } from "./wire.ts";

export interface FaultRequest {
  kind: string;
  target: string;
  options?: Record<string, unknown>;
  for?: string;
  name?: string;
}

export function inject(what: FaultRequest): Promise<Response> {
  return request("POST", "/api/faults", what);
}

function fits(kind: FaultKind, target: string): boolean {
  if (kind.on === "none") return true;
  return kind.on === (target.includes("->") ? "link" : "node");
}

export class FaultForm {
  readonly root = element("form", { class: "fault-form", attributes: { novalidate: "" } });
  private readonly kind_: HTMLSelectElement;
  private readonly summary_ = element("p", { class: "note" });
  private readonly options_ = element("div", { class: "options" });
  private readonly trouble_ = new Trouble();
  private readonly common_: Field[];
  private option_fields_: { name: string; field: Field }[] = [];

  constructor(
    private readonly kinds_: FaultKind[],
    target: string,
    done: () => void,
  ) {
    const kinds = kinds_.filter((kind) => fits(kind, target));
    const list = kinds.map(({ name }) => ({ value: name, label: name }));
    this.kind_ = select_of(list, kinds[0]?.name ?? "");
    this.kind_.addEventListener("change", () => this.show_kind());
    const kind = field("kind", this.kind_, "", "kind", () => this.kind_.value);
    const [target_field, for_field, name_field] = common_fields(target);
    this.common_ = [kind, target_field, for_field, name_field];
    const go = element("button", { class: "primary", attributes: { type: "submit" } }, "Inject");
    append(this.root, kind.root, this.summary_, target_field.root, this.options_, for_field.root);
    append(this.root, name_field.root, this.trouble_.root, go);
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void act(
        go,
        (mistakes) => this.complain(mistakes),
        () => inject(this.request()),
      ).then((is_done) => is_done && done());
    });
    this.show_kind();
  }

  private show_kind(): void {
    const kind = this.kinds_.find(({ name }) => name === this.kind_.value);
    show_text(this.summary_, kind?.summary ?? "");
    this.option_fields_ = (kind?.options ?? []).map((option) => ({
      name: option.name,
      field: option_field(
        option,
        `options.${option.name}`,
        suggestion(kind?.name ?? "", option.name),
      ),
    }));
    this.options_.replaceChildren(...this.option_fields_.map(({ field: each }) => each.root));
    this.complain([]);
  }

  private request(): FaultRequest {
    const [kind, target, duration, name] = this.common_.map((each) => each.value());
    const given = this.option_fields_.map((each) => [each.name, each.field.value()] as const);
    const options = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    const made: FaultRequest = { kind: String(kind), target: String(target) };
    if (Object.keys(options).length > 0) made.options = options;
    if (duration !== undefined) made.for = String(duration);
    if (name !== undefined) made.name = String(name);
    return made;
  }

  // What no field takes stands above the button.
  private complain(mistakes: Mistake[]): void {
    const fields = [...this.common_, ...this.option_fields_.map((each) => each.field)];
    this.trouble_.show(fields.reduce((left, each) => each.complain(left), mistakes));
    this.root.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }
}

function common_fields(target: string): [Field, Field, Field] {
  const text = (label: string, value: string, placeholder: string, hint: string) => {
    const input = text_input(value, placeholder);
    return field(label, input, hint, label, () => input.value.trim() || undefined);
  };
  return [
    text("target", target, "", ""),
    text("for", "", "until it is healed", "How long it lasts: 20s, 2m."),
    text("name", "", "", "What the report calls it; left out: its kind."),
  ];
}
