// The reports of a real run against a server that answers and logs what would break a careless page.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { validateXML } from "xmllint-wasm";
import { open_file, widths_of } from "./browser.mjs";
import { validator_of } from "./json_schema.mjs";

const folder = mkdtempSync(join(tmpdir(), "squall-hostile-"));
const run = join(folder, "run");
const read = (name) =>
  new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(join(run, name)));
let output;

before(() => {
  const scenario = join(process.env.SQUALL_SOURCE, "tests/fixtures/hostile/untrusted.toml");
  const ran = spawnSync(process.env.SQUALL_BINARY, ["run", scenario, "--out", run]);
  output = Buffer.concat([ran.stdout, ran.stderr]);
  assert.equal(ran.status, 1, output.toString());
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("what it answered and logged is in the report, cut to a length for people", () => {
  const report = JSON.parse(read("report.json"));
  assert.equal(validator_of("report")(report), "");
  const bodies = Object.fromEntries(report.examples.map(({ step, body }) => [step, body]));
  assert.match(bodies.script, /^<\/script><script>/);
  assert.equal(bodies.control.charCodeAt(27), 27);
  assert.match(bodies.invalid, /^a\ufffd+\(\ufffd+b\ufffd+$/);
  assert.match(bodies.turned, /\u202egnihton/);
  assert.ok(bodies.megabyte.length > 100 && bodies.megabyte.length < 10_000);
  const logged = report.faults[0].logs.flatMap(({ during, after }) => [...during, ...after]);
  assert.ok(
    logged.some((line) => line.startsWith("/control")),
    "the log stands around the fault",
  );
  assert.ok(read("report.html").length < 400_000);
});

test("junit.xml and summary.md are well-formed text, and a terminal gets no control characters", async () => {
  const schema = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");
  const contents = read("junit.xml");
  const { valid, errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents }],
    schema: [schema],
  });
  assert.ok(valid, JSON.stringify(errors));
  for (const text of [read("summary.md"), output.toString()])
    assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/);
});

for (const width of [360, 1280]) {
  test(`the page shows it as text, whole at ${width} px`, async () => {
    const page = await open_file(join(run, "report.html"), { width });
    for (const details of await page.locator("details").all())
      await details.evaluate((element) => (element.open = true));
    assert.deepEqual(page.complaints, []);
    const seen = await page.evaluate(() => ({
      broken: "broken" in globalThis,
      images: document.querySelectorAll("img").length,
      scripts: document.querySelectorAll("script").length,
      hidden: getComputedStyle(document.querySelector("h1")).display === "none",
      turned: /[\u202a-\u202e\u2066-\u2069]/.test(document.querySelector("main").textContent),
      shown: document.querySelector("main").textContent.includes("<script>globalThis.broken"),
    }));
    const harmless = { broken: false, images: 0, scripts: 2, hidden: false, turned: false };
    assert.deepEqual(seen, { ...harmless, shown: true });
    const [content, window] = await widths_of(page);
    assert.ok(content <= window, `${content} px in ${window} px`);
    const path = join(process.env.SCREENSHOTS, `hostile-${width}.png`);
    await page.screenshot({ path, fullPage: true });
    await page.context().close();
  });
}
