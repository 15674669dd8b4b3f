// report.html in a real browser: it draws, its marks stand where the records have them, it fits
// every width in both themes, axe-core finds no serious fault, and hostile text stays text.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  drawn,
  in_both_themes,
  label_faults,
  lost_links,
  open_file,
  serious_faults,
  widths_of,
} from "./browser.mjs";
import { folder, read, report_of, samples } from "./samples.mjs";

const themes = ["light", "dark"];
const pictured = ["passing", "failing", "hostile"]; // Kept for people to look at.
const widths = [360, 1280, 2560];

// Opens the sample's page and collects everything that the browser complains about.
async function open(sample, options) {
  const page = await open_file(join(folder, sample, "report.html"), options);
  await drawn(page);
  return page;
}

for (const sample of samples) {
  test(`${sample}: fits every width in both themes, without a complaint`, async () => {
    for (const width of widths) {
      const page = await open(sample, { width });
      await in_both_themes(page, async (theme) => {
        const what = `${width} ${theme}`;
        assert.deepEqual(page.complaints, [], what);
        const [scroll, client] = await widths_of(page);
        assert.ok(scroll <= client, `${what}: ${scroll} px of content in ${client}`);
        if (!pictured.includes(sample)) return;
        const path = join(process.env.SCREENSHOTS, `${sample}-${width}-${theme}.png`);
        await page.screenshot({ path, fullPage: true });
      });
      await page.context().close();
    }
  });

  test(`${sample}: axe-core finds no serious fault`, async () => {
    for (const theme of themes) {
      // The test's own script could not run under the page's security policy.
      const page = await open(sample, { theme, bypassCSP: true });
      assert.deepEqual(page.complaints, [], theme);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      assert.deepEqual(await serious_faults(page), [], theme);
      await page.context().close();
    }
  });
}

test("the reason on top is the one that the console gives", async () => {
  for (const sample of ["passing", "failing"]) {
    const [, reason] = /^. [A-Z]+: (.*) \(exit \d\)$/m.exec(read(sample, "console.txt"));
    const page = await open(sample);
    assert.equal(await page.locator(".summary .reason").first().innerText(), reason);
    await page.context().close();
  }
});

test("what nodes logged around a fault stands with it, and when it was healed", async () => {
  const page = await open("passing");
  const [fault] = report_of("passing").faults;
  const logs = page.locator("#faults .logs");
  assert.equal(await logs.locator("pre").first().isVisible(), false);
  await logs.locator("summary").click();
  const shown = await logs.locator("pre").allInnerTexts();
  const expected = fault.logs.map(({ during, after }) => [...during, "— healed —", ...after]);
  assert.deepEqual(
    shown.map((text) => text.trimEnd().split("\n")),
    expected,
  );
  await page.context().close();
});

test("every chart has data", async () => {
  const page = await open("failing");
  const names = await page
    .locator("#timeline .chart")
    .evaluateAll((charts) => charts.map(({ id }) => id));
  assert.deepEqual(
    names,
    ["rates", "failures", "latency", "attempts", "in-flight"].map((name) => `chart-${name}`),
  );
  const series = await page.evaluate(() =>
    squall_charts.map((chart) =>
      chart.data.slice(1).map((values) => values.filter((value) => value !== null).length),
    ),
  );
  assert.equal(series.length, names.length);
  for (const counts of series) for (const count of counts) assert.ok(count > 10);
  await page.context().close();
});

// Where the bands of each chart and of the lanes begin and end, as times on the run's clock.
function band_times(page, selector) {
  return page.evaluate((wanted) => {
    const [chart] = squall_charts;
    const over = chart.over.getBoundingClientRect();
    return [...document.querySelectorAll(wanted)]
      .filter((band) => !band.hidden)
      .map((band) => {
        const { left, right } = band.getBoundingClientRect();
        return {
          from_s: chart.posToVal(left - over.left, "x"),
          to_s: chart.posToVal(right - over.left, "x"),
          pixel_s: chart.posToVal(1, "x") - chart.posToVal(0, "x"),
        };
      });
  }, selector);
}

function assert_within_a_pixel(band, from_s, to_s) {
  assert.ok(Math.abs(band.from_s - from_s) <= band.pixel_s, `${band.from_s} is not ${from_s}`);
  assert.ok(Math.abs(band.to_s - to_s) <= band.pixel_s, `${band.to_s} is not ${to_s}`);
}

for (const width of widths) {
  test(`phases, faults and nodes stand where the records have them, at ${width} px`, async () => {
    const report = report_of("failing");
    const page = await open("failing", { width });
    const [fault] = report.faults;
    const faults = await band_times(page, ".shade.fault-band");
    const charts = await page.evaluate(() => squall_charts.length);
    assert.equal(faults.length, charts + 1, "one in each chart, and one in the lanes");
    for (const band of faults) assert_within_a_pixel(band, fault.injected_at_s, fault.healed_at_s);
    for (const phase of report.phases) {
      const bands = await band_times(page, `.chart .shade.${phase.kind}`);
      assert.equal(bands.length, charts);
      for (const band of bands) assert_within_a_pixel(band, phase.start_s, phase.end_s);
    }
    const dead = report.nodes[0].spans.find(({ state }) => state === "dead");
    const [bar] = await band_times(page, ".bar.state-dead");
    assert_within_a_pixel(bar, dead.start_s, dead.end_s);
    await page.context().close();
  });

  test(`no label of the charts is cut or covers another, at ${width} px`, async () => {
    for (const sample of ["failing", "long_run", "hostile"]) {
      const page = await open(sample, { width });
      assert.deepEqual(await label_faults(page), [], sample);
      await page.context().close();
    }
  });
}

// The sample's page with another report in it.
function changed(sample, change) {
  const report = report_of(sample);
  change(report);
  const data = JSON.stringify(report).replaceAll("<", "\\u003c");
  const page = read(sample, "report.html").replace(
    /(<script[^>]*type="application\/json"[^>]*>)[^<]*/,
    (_, tag) => tag + data,
  );
  const name = `../changed-${sample}`; // Beside the samples.
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "report.html"), page);
  return name;
}

test("notes of a session stand on the timeline and, in full, below it", async () => {
  const name = changed("failing", (report) => {
    report.notes = [
      { at_s: 12, text: "it should go on", who: "page" },
      { at_s: 12.1, text: "it does not, whoever looks at it and for however long", who: "shell" },
    ];
  });
  const page = await open(name);
  try {
    const labels = page.locator(".chart .label.noted");
    const charts = await page.evaluate(() => squall_charts.length);
    assert.equal(await labels.count(), 2 * charts);
    assert.match(await labels.first().getAttribute("title"), /it should go on: 12\.00 s/);
    const lines = await band_times(page, ".chart .shade.noted");
    assert.equal(lines.length, 2 * charts);
    for (const { from_s, pixel_s } of lines) {
      assert.ok(
        [12, 12.1].some((at_s) => Math.abs(from_s - at_s) <= pixel_s),
        `${from_s}`,
      );
    }
    assert.deepEqual(await label_faults(page), []);
    const told = await page.locator("#notes li").allInnerTexts();
    assert.equal(told[0], "12.00 s it should go on page");
    assert.match(told[1], /^12\.10 s it does not, whoever looks at it and for however long shell$/);
    await page.screenshot({ path: join(process.env.SCREENSHOTS, "notes.png"), fullPage: true });
  } finally {
    await page.context().close();
    rmSync(join(folder, name), { recursive: true });
  }
});

test("the graph marks faults of links, and a link inside a service bends no other", async () => {
  const name = changed("failing", (report) => {
    report.topology.links.push({ name: "couchdb->couchdb", proxied: true });
    report.faults = [{ ...report.faults[0], nodes: ["couchdb[0]->couchdb[1]"] }];
  });
  const page = await open(name);
  try {
    const seen = await page.evaluate(() => {
      const box = (title) =>
        [...document.querySelectorAll(".graph .box")]
          .find((each) => each.querySelector(".name").textContent === title)
          .getBoundingClientRect();
      return {
        letters: [...document.querySelectorAll(".graph .letters text")].map((each) => ({
          text: each.textContent,
          x: each.getBoundingClientRect().right,
          y: each.getBoundingClientRect().top,
        })),
        faulty: document.querySelectorAll(".graph .faulty").length,
        links: document.querySelectorAll(".graph path.link").length,
        inside: box("couchdb"),
        above: box("couchdb-lb"),
      };
    });
    assert.equal(seen.faulty, 0);
    assert.equal(seen.links, report_of("failing").topology.links.length + 1);
    assert.deepEqual(
      seen.letters.map(({ text }) => text),
      ["A"],
    );
    assert.ok(seen.letters[0].x < seen.inside.left && seen.letters[0].y > seen.inside.top);
    assert.ok(seen.inside.top - seen.above.bottom < seen.above.height, "it stands right below");
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.context().close();
    rmSync(join(folder, name), { recursive: true });
  }
});

test("percentiles, limits and the scenario are shown", async () => {
  const page = await open("failing");
  const { phases, gates, scenario } = report_of("failing");
  const shown = phases.filter(({ kind, percentiles }) => {
    return kind !== "warmup" && percentiles.at.length > 1;
  });
  assert.ok(shown.length > 1);
  const lines = await page.locator("#chart-percentiles .key li").allTextContents();
  assert.deepEqual(
    lines,
    shown.flatMap(({ name }) => [name, `${name}, service`]),
  );
  const told = await page.locator("#chart-percentiles [role=img]").getAttribute("aria-label");
  assert.match(told, /p99 /);
  const limited = gates.filter(({ expr, limit }) => /^p\d+/.test(expr) && limit !== null);
  assert.ok(limited.length > 0);
  const keys = await page.locator("#chart-latency .key li").allTextContents();
  for (const { name } of limited) assert.ok(keys.includes(`limit of ${name}`), keys.join());
  assert.ok(keys.some((key) => key.startsWith("how many")));
  assert.equal(await page.locator("#reproduce details").count(), scenario.text ? 1 : 0);
  await page.context().close();
});

test("one cursor runs over all charts, and the keys say its values", async () => {
  const page = await open("failing");
  await page.locator("#chart-rates .u-over").scrollIntoViewIfNeeded();
  await page.hover("#chart-rates .u-over");
  await page.waitForFunction(() => squall_charts.every((chart) => chart.cursor.left > 0));
  const lefts = await page.evaluate(() => squall_charts.map((chart) => chart.cursor.left));
  for (const left of lefts) assert.ok(Math.abs(left - lefts[0]) < 1);
  for (const chart of ["rates", "failures", "latency"]) {
    const values = await page.locator(`#chart-${chart} .value`).allTextContents();
    assert.ok(
      // The limit of a gate has one where that judges.
      values.slice(0, 3).every((value) => /^[\d.]+ (\/s|ms|s)$/.test(value)),
      `${chart}: ${values}`,
    );
  }
  await page.context().close();
});

test("dragging zooms all charts and the table of windows, double-click shows all again", async () => {
  const page = await open("failing");
  const over = page.locator("#chart-failures .u-over");
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  const y = box.y + box.height / 2;
  const spans = () =>
    page.evaluate(() => squall_charts.map(({ scales }) => [scales.x.min, scales.x.max]));
  const [[from_s, to_s]] = await spans();
  await page.mouse.move(box.x + box.width * 0.25, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 5 });
  await page.mouse.up();
  const whole_s = to_s - from_s;
  await page.waitForFunction(
    (most_s) => squall_charts.every(({ scales }) => scales.x.max - scales.x.min < most_s),
    whole_s * 0.9,
  );
  const zoomed = await spans();
  for (const [low, high] of zoomed) {
    assert.ok(Math.abs(low - (from_s + whole_s * 0.25)) < 0.1);
    assert.ok(Math.abs(high - (from_s + whole_s * 0.5)) < 0.1);
  }
  await page.click("text=The windows as a table");
  const table_rows = page.locator("table.windows tbody tr");
  await table_rows.first().waitFor(); // filled by the event that follows the click
  const rows = await table_rows.count();
  assert.ok(rows > 10 && rows < 60, `${rows} rows`);
  await over.dblclick();
  await page.waitForFunction(
    (span) => squall_charts.every(({ scales: { x } }) => x.min === span[0] && x.max === span[1]),
    [from_s, to_s],
  );
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("the keyboard reaches the zoom, and every link leads to its place", async () => {
  const page = await open("failing");
  await page.focus(".zoom button.fault");
  await page.keyboard.press("Enter");
  const phase = report_of("failing").phases.find(({ kind }) => kind === "fault");
  await page.waitForFunction(
    (span) => squall_charts.every(({ scales: { x } }) => x.min === span[0] && x.max === span[1]),
    [phase.start_s, phase.end_s],
  );
  assert.deepEqual(await lost_links(page), []);
  await page.context().close();
});

test("error budgets, lost data and data that came back late are shown", async () => {
  const failing = await open("failing");
  const budgets = (await failing.locator("#budgets tbody tr").innerText()).replace(/\s+/g, " ");
  assert.match(budgets, /^served 99\.9 % ok in 30 d 43 m 12 s 35\.9 s 1\.39 % 781 1,082 of 1,386/);
  assert.match(budgets, /cut short$/);
  assert.match(await failing.locator("#checkers").innerText(), /lost 2, .*rpo 1\.20 s/);
  await failing.context().close();
  const passing = await open("passing");
  assert.match(await passing.locator("#faults").innerText(), /Data back\s+2\.25 s after injection/);
  assert.match(await passing.locator("#budgets").innerText(), /99 % within 300 ms in 7 d/);
  await passing.context().close();
});

test("text of the target can neither script nor restyle the page", async () => {
  const page = await open("hostile");
  assert.deepEqual(page.complaints, []);
  const seen = await page.evaluate(() => ({
    broken: "broken" in globalThis,
    images: document.querySelectorAll("img").length,
    scripts: document.querySelectorAll("script").length,
    turned: /[\u202a-\u202e\u2066-\u2069]/.test(document.querySelector("main").textContent),
    title: document.querySelector("h1").textContent,
  }));
  assert.equal(seen.broken, false);
  assert.equal(seen.images, 0);
  assert.equal(seen.scripts, 2);
  assert.equal(seen.turned, false);
  assert.ok(seen.title.startsWith("</script><script>"));
  await page.context().close();
});

test("the page is small, and little work to show", async () => {
  const { size } = statSync(join(folder, "long_run", "report.html"));
  assert.ok(size < 1_000_000, `${size} bytes`);
  const page = await open("long_run");
  // Of the page's own thread: what else the machine does is not counted.
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const { metrics } = await session.send("Performance.getMetrics");
  const { value } = metrics.find(({ name }) => name === "TaskDuration");
  assert.ok(value > 0 && value < 3, `${value} s of work`);
  await page.context().close();
});
