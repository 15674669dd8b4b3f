// Chromium, driven as a reader of the pages would: opening one, and what it complains about.
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
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
export function open_file(file, options) {
  return open_address(pathToFileURL(file).href, "file:", options);
}

/** The same of an address; the page may ask for what begins with `own`, and for nothing else. */
export async function open_address(address, own, { width = 1280, theme = "light", ...more } = {}) {
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
    if (!request.url().startsWith(own)) page.complaints.push(`request to ${request.url()}`);
  });
  await page.goto(address);
  return page;
}

/** How wide the content is, and how wide the window. */
export function widths_of(page) {
  return page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
}

/** Until `check` throws no more; after 20 s what it threw last. For what a page shows a moment later. */
export async function eventually(check) {
  const until_ms = Date.now() + 20_000;
  for (;;) {
    try {
      return await check();
    } catch (problem) {
      if (Date.now() > until_ms) throw problem;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
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

/** Waits until the page's script has built it and its charts have their widths. */
export async function drawn(page) {
  await page.waitForSelector("main");
  // Charts take their width from an observer, which runs with the next frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}

/** Has a `look` at the page in one theme and then in the other, to which it changes by itself. */
export async function in_both_themes(page, look) {
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    await drawn(page);
    await look(theme);
  }
}

/** The links that lead nowhere: to no part of the page, and to no file. */
export async function lost_links(page) {
  const links = await page.evaluate(() =>
    [...document.querySelectorAll("a[href]")].map((link) => {
      const to = link.getAttribute("href");
      return {
        to,
        file: link.href,
        inside: to[0] === "#" && !!document.getElementById(to.slice(1)),
      };
    }),
  );
  return links
    .filter(({ to, file, inside }) => {
      if (to.startsWith("#")) return !inside;
      return !file.startsWith("file:") || !existsSync(fileURLToPath(file));
    })
    .map(({ to }) => to);
}

/** The labels that are cut, or that cover one another, above the charts and on the axes of dots. */
export function label_faults(page) {
  return page.evaluate(() => {
    const found = [];
    const groups = [...document.querySelectorAll(".strip")].map((strip) => [...strip.children]);
    for (const dots of document.querySelectorAll(".dots svg")) {
      const card = dots.closest(".dot-card").getBoundingClientRect();
      const labels = [...dots.querySelectorAll(".tick-text")];
      for (const label of labels) {
        const { left, right } = label.getBoundingClientRect();
        if (left < card.left || right > card.right)
          found.push(`out of its card: ${label.textContent}`);
      }
      groups.push(labels);
    }
    for (const group of groups) {
      const labels = group.filter((label) => !label.hidden);
      const boxes = labels.map((label) => label.getBoundingClientRect());
      labels.forEach((label, i) => {
        if (label instanceof HTMLElement && label.scrollWidth > label.clientWidth) {
          found.push(`cut: ${label.textContent}`);
        }
        boxes.slice(i + 1).forEach((other, j) => {
          const apart =
            other.left >= boxes[i].right - 0.5 ||
            boxes[i].left >= other.right - 0.5 ||
            other.top >= boxes[i].bottom ||
            boxes[i].top >= other.bottom;
          if (!apart) found.push(`${label.textContent} / ${labels[i + 1 + j].textContent}`);
        });
      });
    }
    return found;
  });
}
