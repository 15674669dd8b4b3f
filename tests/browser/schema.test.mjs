// report.json against its JSON Schema, by an independent validator.
import assert from "node:assert/strict";
import { test } from "node:test";
import { validator_of } from "./json_schema.mjs";
import { report_of, samples } from "./samples.mjs";

const errors_of = validator_of("report");

for (const sample of samples) {
  test(`report.json of ${sample} is valid`, () => assert.equal(errors_of(report_of(sample)), ""));
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
    assert.notEqual(errors_of(report), "", what);
  }
});
