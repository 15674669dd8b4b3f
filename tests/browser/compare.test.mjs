// What comparisons, baselines and trends write, by independent validators.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { validateXML } from "xmllint-wasm";

const folder = process.env.SAMPLE_COMPARISONS;
const schemas = dirname(process.env.REPORT_SCHEMA);
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const read = (...path) => readFileSync(join(...path), "utf8");
const validator = (name) => ajv.compile(JSON.parse(read(schemas, `${name}.schema.json`)));
const junit = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");
const samples = readdirSync(folder).filter((name) => !name.endsWith(".json"));

function holds(validate, document) {
  assert.ok(validate(document), ajv.errorsText(validate.errors));
}

test("there are comparisons to look at", () => assert.ok(samples.length >= 6));

const compare = validator("compare");
for (const sample of samples) {
  test(`compare.json of ${sample} is valid`, () => {
    holds(compare, JSON.parse(read(folder, sample, "compare.json")));
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
  holds(validator("baseline"), JSON.parse(read(folder, "baseline.json")));
  holds(validator("trend"), JSON.parse(read(folder, "trend.json")));
});

test("the schema catches what does not belong", () => {
  const broken = JSON.parse(read(folder, samples[0], "compare.json"));
  broken.extra = 1;
  assert.equal(compare(broken), false);
});
