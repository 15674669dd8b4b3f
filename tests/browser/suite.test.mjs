// The index page of a suite in a real browser, and its files by independent validators.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { chromium } from "playwright-core";
import { validateXML } from "xmllint-wasm";

const folder = process.env.SAMPLE_SUITE;
const read = (name) => readFileSync(join(folder, name), "utf8");
const suite = JSON.parse(read("suite.json"));
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const patience_ms = 120_000;
let browser;

before(async () => {
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu"],
    timeout: patience_ms,
  });
});
after(() => browser?.close());

async function open({ width = 1280, theme = "light", ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    ...more,
  });
  context.setDefaultTimeout(patience_ms);
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.goto(pathToFileURL(join(folder, "index.html")).href);
  return page;
}

test("it fits every width in both themes, and axe-core finds no serious fault", async () => {
  for (const theme of ["light", "dark"]) {
    for (const width of [360, 1280, 2560]) {
      const page = await open({ width, theme, bypassCSP: true });
      const [scroll, client] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      assert.ok(scroll <= client, `${width} ${theme}: ${scroll} px of content in ${client}`);
      const path = join(process.env.SCREENSHOTS, `suite-${width}-${theme}.png`);
      await page.screenshot({ path, fullPage: true });
      await page.addScriptTag({ path: axe });
      const faults = await page.evaluate(async () =>
        (await axe.run()).violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3)}`),
      );
      assert.deepEqual(faults, [], `${width} ${theme}`);
      await page.context().close();
    }
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
  assert.ok(heads.some((head) => head.startsWith("a <b>name</b> & more")), heads.join("\n"));
  assert.equal(await page.locator("script, img, iframe, b").count(), 0);
  await page.context().close();
});

test("suite.json and junit.xml are valid", async () => {
  const schemas = dirname(process.env.REPORT_SCHEMA);
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  const validate = ajv.compile(JSON.parse(readFileSync(join(schemas, "suite.schema.json"), "utf8")));
  assert.ok(validate(suite), ajv.errorsText(validate.errors));
  assert.equal(validate({ ...suite, extra: 1 }), false);

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
