// What a person adds to the record: notes, and phases of their own.
import { element, section } from "../dom.ts";
import { act, Trouble } from "./act.ts";
import { request } from "./api.ts";
import { field, select_of, text_input } from "./fields.ts";
import type { Mistake } from "./wire.ts";

function note_form(): HTMLElement {
  const input = text_input("", "What you saw, or are about to do");
  input.maxLength = 2000;
  const note = field("Note", input, "", "text", () => input.value.trim());
  const go = element("button", { attributes: { type: "submit" } }, "Note it");
  const trouble = new Trouble();
  const form = element("form", { class: "one-line" }, note.root, go, trouble.root);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === "") return;
    const refused = (mistakes: Mistake[]) => trouble.show(note.complain(mistakes));
    void act(go, refused, () => request("POST", "/api/notes", { text })).then((is_done) => {
      if (is_done) input.value = "";
    });
  });
  return form;
}

const phase_kinds = ["baseline", "fault", "recovery"];

function phase_form(): HTMLElement {
  const input = text_input("", "steady-again");
  const name = field("Phase", input, "", "name", () => input.value.trim());
  const kind = select_of(
    phase_kinds.map((value) => ({ value, label: value })),
    "baseline",
  );
  const kind_field = field("Kind", kind, "", "kind", () => kind.value);
  const go = element("button", { attributes: { type: "submit" } }, "Begin it");
  const trouble = new Trouble();
  const form = element("form", { class: "one-line" }, name.root, kind_field.root, go, trouble.root);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() === "") return;
    const body = { name: input.value.trim(), kind: kind.value };
    const refused = (mistakes: Mistake[]) =>
      trouble.show(kind_field.complain(name.complain(mistakes)));
    void act(go, refused, () => request("POST", "/api/phases", body)).then((is_done) => {
      if (is_done) input.value = "";
    });
  });
  return form;
}

export function record(): HTMLElement {
  return section("record", "Record", note_form(), phase_form());
}
