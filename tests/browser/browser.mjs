// Chromium, driven as a reader of the pages would: opening one, and what it complains about.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const patience_ms = 120_000; // The machine may be busy.
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

/** Opens a file; `page.complaints` collects all that the browser complains about. */
export async function open_file(file, { width = 1280, theme = "light", ...more } = {}) {
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
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) page.complaints.push(`request to ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return page;
}

/** How wide the content is, and how wide the window. */
export function widths_of(page) {
  return page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
}

/** What axe-core calls serious or critical; the page must have been opened with bypassCSP. */
export async function serious_faults(page) {
  await page.addScriptTag({ path: axe });
  return page.evaluate(async () => {
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3)}`);
  });
}
