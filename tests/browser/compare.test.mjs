// What comparisons, baselines and trends write, by independent validators.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { validateXML } from "xmllint-wasm";
import { validator_of } from "./json_schema.mjs";

const folder = process.env.SAMPLE_COMPARISONS;
const read = (...path) => readFileSync(join(...path), "utf8");
const errors_of = validator_of("compare");
const junit = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");
const samples = readdirSync(folder).filter((name) => !name.endsWith(".json"));

test("there are comparisons to look at", () => assert.ok(samples.length >= 6));

for (const sample of samples) {
  test(`compare.json of ${sample} is valid`, () => {
    assert.equal(errors_of(JSON.parse(read(folder, sample, "compare.json"))), "");
  });

  test(`junit.xml of ${sample} is valid, and has a bad case unless it passed`, async () => {
    const xml = read(folder, sample, "junit.xml");
    const { valid, errors } = await validateXML({
      xml: [{ fileName: "junit.xml", contents: xml }],
      schema: [junit],
    });
    assert.ok(valid, JSON.stringify(errors));
    const { verdict } = JSON.parse(read(folder, sample, "compare.json"));
    assert.equal(/<(failure|error) /.test(xml), verdict !== "pass");
  });
}

test("a baseline and a trend are valid", () => {
  for (const name of ["baseline", "trend"])
    assert.equal(validator_of(name)(JSON.parse(read(folder, `${name}.json`))), "");
});

test("the schema catches what does not belong", () => {
  const broken = JSON.parse(read(folder, samples[0], "compare.json"));
  broken.extra = 1;
  assert.notEqual(errors_of(broken), "");
});
