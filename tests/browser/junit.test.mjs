// junit.xml, read by libxml2 and held against the schema of what CI systems read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { validateXML } from "xmllint-wasm";
import { read, report_of, samples } from "./samples.mjs";

const schema = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");

function validate(contents) {
  return validateXML({ xml: [{ fileName: "junit.xml", contents }], schema: [schema] });
}

for (const sample of samples) {
  test(`junit.xml of ${sample} is valid and counts right`, async () => {
    const xml = read(sample, "junit.xml");
    const { valid, errors } = await validate(xml);
    assert.ok(valid, JSON.stringify(errors));
    const count = (pattern) => [...xml.matchAll(pattern)].length;
    const totals = /<testsuite [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(xml);
    assert.deepEqual(totals.slice(1, 4).map(Number), [
      count(/<testcase /g),
      count(/<failure /g),
      count(/<error /g),
    ]);
    const { verdict, gates } = report_of(sample);
    const bad = Number(totals[2]) + Number(totals[3]);
    if (verdict !== "pass") assert.ok(bad > 0, "a run that did not pass has a bad case");
    const failed = gates.filter((gate) => gate.verdict === "fail").length;
    assert.equal(count(/<failure type="gate"/g), failed);
  });
}

test("the validator catches a broken file", async () => {
  const xml = read("passing", "junit.xml");
  assert.equal((await validate(xml.replace("<testcase ", "<testcase extra='1' "))).valid, false);
  assert.equal((await validate(xml.replace("</testsuites>", ""))).valid, false);
});
