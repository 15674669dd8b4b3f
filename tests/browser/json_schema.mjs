// JSON Schema, by an independent validator.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";

/** A function that says what a document lacks by `schema`: lines "data/place …"; "" if nothing. */
export function validator(schema) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  const validate = ajv.compile(schema);
  return (document) =>
    validate(document) ? "" : ajv.errorsText(validate.errors, { separator: "\n" });
}

/** The same by a schema of `folder`: "report", "suite", … */
export function validator_of(name, folder = dirname(process.env.REPORT_SCHEMA)) {
  return validator(JSON.parse(readFileSync(join(folder, `${name}.schema.json`), "utf8")));
}
