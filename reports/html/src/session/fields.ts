// Fields of a form, made from the schema of an option; each shows what the server says against it.
import { element, show_text } from "../dom.ts";
import { told } from "./act.ts";
import type { KindOption, Mistake } from "./wire.ts";

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export interface Field {
  root: HTMLElement;
  /** As TOML would have it; undefined: left out. */
  value: () => unknown;
  /** Takes those of the mistakes that are its own, by their path; returns the others. */
  complain: (mistakes: Mistake[]) => Mistake[];
}

let fields_made = 0;

export function field(
  label: string,
  input: Input,
  hint: string,
  path: string,
  value: () => unknown,
): Field {
  const id = `field-${++fields_made}`;
  input.id = id;
  const mistake = element("span", { class: "mistake", id: `${id}-mistake` });
  const help = element("span", { class: "note", id: `${id}-hint` }, hint);
  input.setAttribute("aria-describedby", `${id}-mistake ${id}-hint`);
  const name = element("label", { attributes: { for: id } }, label);
  const root = element("div", { class: "field" }, name, input, mistake, hint === "" ? null : help);
  const complain = (mistakes: Mistake[]) => {
    const own = mistakes.filter(({ at }) => at === path || at.startsWith(`${path}.`));
    const text = own.map(told).join("; ");
    show_text(mistake, text);
    if (text === "") input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
    return mistakes.filter((each) => !own.includes(each));
  };
  return { root, value, complain };
}

export function text_input(value: string, placeholder = ""): HTMLInputElement {
  const input = element("input", {
    attributes: { type: "text", autocomplete: "off", spellcheck: "false" },
  });
  input.value = value;
  if (placeholder !== "") input.placeholder = placeholder;
  return input;
}

export function select_of(
  choices: { value: string; label: string }[],
  chosen: string,
): HTMLSelectElement {
  const select = element("select");
  for (const { value, label } of choices) {
    select.append(element("option", { attributes: { value } }, label));
  }
  select.value = chosen;
  return select;
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const lines_of = (text: string) => text.split("\n").filter((line) => line.trim() !== "");

// "A = b" on each line.
function table_of(text: string): Record<string, string> {
  const pairs = lines_of(text).map((line): [string, string] => {
    const at = line.indexOf("=");
    return at < 0 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs);
}

// What reads as a number, a list, a table, true or false is one; all else is text, which the server
// may refuse with its reasons.
function literal(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** How the text of a field becomes a value; types are named as in the reference. */
function read(type: string, text: string): unknown {
  switch (type) {
    case "integer":
    case "number":
    case "true or false":
    case "any":
    case "expect":
    case "table":
      return literal(text);
    case "bytes":
    case "bytes a second":
      return /^\d+$/.test(text) ? Number(text) : text;
    case "strings":
    case "templates":
      return lines_of(text);
    case "table of templates":
      return table_of(text);
  }
  return text;
}

const many_lines: Record<string, string> = {
  strings: "one a line",
  templates: "one a line",
  "table of templates": "NAME = value, one a line",
};

function choices_of(option: KindOption): string[] {
  return option.choices ?? (plain_type(option) === "true or false" ? ["true", "false"] : []);
}

function input_of(option: KindOption, suggested: string): Input {
  const usual = plain(option.default);
  const choices = choices_of(option);
  if (choices.length > 0) {
    const list = choices.map((value) => ({ value, label: value }));
    if (usual === "" && !option.required) list.unshift({ value: "", label: "" });
    return select_of(list, suggested || usual || (option.required ? (choices[0] ?? "") : ""));
  }
  if (many_lines[plain_type(option)] !== undefined) {
    const area = element("textarea", { attributes: { rows: "2", spellcheck: "false" } });
    area.value = suggested;
    return area;
  }
  return text_input(suggested, usual);
}

const plain_type = ({ type }: KindOption) => type.replaceAll("`", "");

function hint_of(option: KindOption): string {
  const type = plain_type(option);
  const parts = choices_of(option).length > 0 ? [] : [type, many_lines[type] ?? ""];
  if (option.required) parts.push("required");
  const told = parts.filter((part) => part !== "").join(", ");
  return told === "" ? option.summary : `${option.summary} (${told})`;
}

/** `path`: of the option in the request's body, "options.delay". */
export function option_field(option: KindOption, path: string, suggested: string): Field {
  const { fields } = option;
  if (fields && fields.length > 0) return table_field(option, fields, path);
  const input = input_of(option, suggested);
  const usual = plain(option.default);
  const value = () => {
    const text = input.value.trim();
    return text === "" || text === usual ? undefined : read(plain_type(option), text);
  };
  return field(option.name, input, hint_of(option), path, value);
}

function table_field(option: KindOption, inner: KindOption[], path: string): Field {
  const fields = inner.map((each) => ({
    name: each.name,
    field: option_field(each, `${path}.${each.name}`, ""),
  }));
  const inside = fields.map(({ field: each }) => each.root);
  const set = element(
    "fieldset",
    {},
    element("legend", {}, option.name),
    element("p", { class: "note" }, option.summary),
    ...inside,
  );
  // What few people need stands folded up.
  const title = `${option.name}: ${option.summary}`;
  const root = option.required ? set : element("details", {}, element("summary", {}, title), set);
  const value = () => {
    const pairs = fields.map(({ name, field: each }) => [name, each.value()]);
    const given = pairs.filter(([, each]) => each !== undefined);
    return given.length === 0 ? undefined : Object.fromEntries(given);
  };
  const complain = (mistakes: Mistake[]) => {
    const left = fields.reduce((rest, { field: each }) => each.complain(rest), mistakes);
    if (left.length < mistakes.length && root instanceof HTMLDetailsElement) root.open = true;
    return left;
  };
  return { root, value, complain };
}
