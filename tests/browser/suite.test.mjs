// The index page of a suite in a real browser, and its files by independent validators.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { validateXML } from "xmllint-wasm";
import { in_both_themes, open_file, serious_faults, widths_of } from "./browser.mjs";
import { validator_of } from "./json_schema.mjs";

const folder = process.env.SAMPLE_SUITE;
const read = (name) => readFileSync(join(folder, name), "utf8");
const suite = JSON.parse(read("suite.json"));
const open = (options) => open_file(join(folder, "index.html"), options);

test("it fits every width in both themes, and axe-core finds no serious fault", async () => {
  for (const width of [360, 1280, 2560]) {
    const page = await open({ width, bypassCSP: true });
    await in_both_themes(page, async (theme) => {
      const [scroll, client] = await widths_of(page);
      assert.ok(scroll <= client, `${width} ${theme}: ${scroll} px of content in ${client}`);
      const path = join(process.env.SCREENSHOTS, `suite-${width}-${theme}.png`);
      await page.screenshot({ path, fullPage: true });
      assert.deepEqual(await serious_faults(page), [], `${width} ${theme}`);
    });
    await page.context().close();
  }
});

test("every scenario has its row, and every link leads to a report", async () => {
  const page = await open();
  const rows = await page.locator("tbody tr").count();
  assert.equal(rows, suite.scenarios.length);
  const links = await page.locator("a").evaluateAll((all) => all.map((link) => link.href));
  assert.equal(links.length, suite.scenarios.filter(({ folder: ran }) => ran).length + 2);
  for (const link of links) assert.ok(existsSync(fileURLToPath(link)), link);
  await page.locator("tbody a").first().click();
  await page.waitForSelector("main");
  assert.ok(page.url().endsWith("/report.html"));
  await page.context().close();
});

test("names and reasons stay text", async () => {
  const page = await open();
  assert.deepEqual(page.complaints, []);
  const heads = await page.locator("tbody th").allInnerTexts();
  assert.ok(
    heads.some((head) => head.startsWith("a <b>name</b> & more")),
    heads.join("\n"),
  );
  assert.equal(await page.locator("script, img, iframe, b").count(), 0);
  await page.context().close();
});

test("suite.json and junit.xml are valid", async () => {
  const errors_of = validator_of("suite");
  assert.equal(errors_of(suite), "");
  assert.notEqual(errors_of({ ...suite, extra: 1 }), "");

  const schema = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");
  const xml = read("junit.xml");
  const { valid, errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents: xml }],
    schema: [schema],
  });
  assert.ok(valid, JSON.stringify(errors));
  assert.equal([...xml.matchAll(/<testsuite /g)].length, suite.scenarios.length);
  const total = /<testsuites [^>]*tests="(\d+)"/.exec(xml)[1];
  assert.equal(Number(total), [...xml.matchAll(/<testcase /g)].length);
  assert.equal([...xml.matchAll(/<skipped /g)].length, suite.counts.skipped + suite.counts.not_run);
});
