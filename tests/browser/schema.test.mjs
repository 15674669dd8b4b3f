// report.json against its JSON Schema, by an independent validator.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { report_of, samples } from "./samples.mjs";

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validate = ajv.compile(JSON.parse(readFileSync(process.env.REPORT_SCHEMA, "utf8")));

for (const sample of samples) {
  test(`report.json of ${sample} is valid`, () => {
    const valid = validate(report_of(sample));
    assert.ok(valid, ajv.errorsText(validate.errors));
  });
}

test("the schema catches what does not belong", () => {
  const broken = {
    "an unknown member": (report) => (report.extra = 1),
    "an unknown member of a phase": (report) => (report.phases[0].extra = 1),
    "a missing member": (report) => delete report.verdict,
    "an unknown verdict": (report) => (report.verdict = "maybe"),
    "a ratio above 1": (report) => (report.phases[0].availability = 1.5),
    "a time as text": (report) => (report.faults[0].injected_at_s = "18.4"),
    "another version": (report) => (report.schema = 2),
  };
  for (const [what, breaking] of Object.entries(broken)) {
    const report = report_of("passing");
    breaking(report);
    assert.equal(validate(report), false, what);
  }
});
