// compare.html in a real browser: every run has its dot, the sides' phases stand above one another,
// links lead to their places, it fits every width in both themes, and hostile names stay text.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
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

const folder = process.env.SAMPLE_COMPARISONS;
const samples = readdirSync(folder).filter((name) => !name.endsWith(".json"));
const pictured = ["worse", "left_out"]; // Kept for people to look at.
const widths = [360, 1280, 2560];
const file_of = (sample) => join(folder, sample, "compare.html");

async function open(sample, options) {
  const page = await open_file(file_of(sample), options);
  await drawn(page);
  return page;
}

function comparison_of(sample) {
  return JSON.parse(readFileSync(join(folder, sample, "compare.json"), "utf8"));
}

// What stands in the page.
function data_of(page) {
  return page.evaluate(() => JSON.parse(document.getElementById("data").textContent));
}

const open_all = (page) =>
  page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));

test("there are pages to look at", () => assert.ok(samples.length >= 6));

for (const sample of samples) {
  test(`${sample}: fits every width in both themes, no label is cut, no complaint`, async () => {
    for (const width of widths) {
      const page = await open(sample, { width });
      await in_both_themes(page, async (theme) => {
        if (!pictured.includes(sample)) return;
        const path = join(process.env.SCREENSHOTS, `compare-${sample}-${width}-${theme}.png`);
        await page.screenshot({ path, fullPage: true });
      });
      await open_all(page);
      await in_both_themes(page, async (theme) => {
        const what = `${width} ${theme}`;
        const [scroll, client] = await widths_of(page);
        assert.ok(scroll <= client, `${what}: ${scroll} px of content in ${client}`);
        assert.deepEqual(await label_faults(page), [], what);
        assert.deepEqual(page.complaints, [], what);
      });
      await page.context().close();
    }
  });

  test(`${sample}: axe-core finds no serious fault`, async () => {
    for (const theme of ["light", "dark"]) {
      const page = await open(sample, { theme, bypassCSP: true });
      assert.deepEqual(page.complaints, [], theme);
      await open_all(page);
      assert.deepEqual(await serious_faults(page), [], theme);
      await page.context().close();
    }
  });

  test(`${sample}: every metric has its row and a dot for each of its values`, async () => {
    const page = await open(sample);
    const { metrics, verdict } = comparison_of(sample);
    assert.ok((await page.locator(".summary").getAttribute("class")).includes(verdict));
    assert.equal(await page.locator("table.metrics tbody tr").count(), metrics.length);
    const dots = await page
      .locator(".dot-card")
      .evaluateAll((cards) =>
        cards.map((card) =>
          ["base", "head"].map((side) => card.querySelectorAll(`.dot.${side}`).length),
        ),
      );
    const wanted = [
      ...metrics.filter(({ decides }) => decides),
      ...metrics.filter((each) => !each.decides),
    ];
    assert.deepEqual(
      dots,
      wanted.map(({ base, head }) => [base.values.length, head.values.length]),
    );
    const { size } = statSync(file_of(sample));
    assert.ok(size < 2 * 1024 * 1024, `${size} bytes`);
    await page.context().close();
  });
}

test("dots, medians and the interval stand where their values are", async () => {
  const page = await open("worse");
  await open_all(page);
  const { metrics } = comparison_of("worse");
  const cards = await page.locator(".dot-card").evaluateAll((all) =>
    all.map((card) => {
      const middle = (mark) => {
        const { left, right } = mark.getBoundingClientRect();
        return (left + right) / 2;
      };
      const of = (selector) => [...card.querySelectorAll(selector)].map(middle);
      return {
        id: card.id,
        base: of(".dot.base"),
        head: of(".dot.head"),
        medians: of(".median"),
        zero: of(".zero"),
        shift: of("circle.shift"),
        ends: of("line.interval"),
      };
    }),
  );
  let moved = 0;
  for (const card of cards) {
    const metric = metrics[Number(card.id.replace("metric-", "")) - 1];
    const { base, head, shift, shift_low, shift_high } = metric;
    const values = [...base.values, ...head.values];
    const marks = [...card.base, ...card.head];
    const low = values.indexOf(Math.min(...values));
    const high = values.indexOf(Math.max(...values));
    if (values[low] === values[high]) continue;
    ++moved;
    const scale = (marks[high] - marks[low]) / (values[high] - values[low]);
    const place = (value) => marks[low] + (value - values[low]) * scale;
    const near = (mark, value) =>
      assert.ok(Math.abs(mark - place(value)) < 1, `${card.id}: ${value}`);
    values.forEach((value, index) => near(marks[index], value));
    assert.equal(card.medians.length, 2);
    [base.median, head.median].forEach((value, index) => near(card.medians[index], value));
    near(card.zero[0], base.median);
    near(card.shift[0], base.median + shift);
    near(card.ends[1], base.median + shift_low);
    near(card.ends[2], base.median + shift_high);
  }
  assert.ok(moved > 10);
  await page.context().close();
});

test("every chart has data of both sides", async () => {
  const page = await open("worse");
  const series = await page.evaluate(() =>
    squall_charts.map((chart) =>
      chart.data.slice(1).map((values) => values.filter((value) => value !== null).length),
    ),
  );
  assert.deepEqual(
    series.map((each) => each.length),
    [4, 2, 2, 2],
  );
  for (const counts of series) for (const count of counts) assert.ok(count > 10);
  await page.context().close();
});

// Each phase begins where the longer ones of all before it end, so that both sides' begin together.
function common_starts({ base, head }) {
  const starts = [];
  let at_s = 0;
  base.phases.forEach((phase, index) => {
    const other = head.phases[index];
    assert.equal(other.name, phase.name, "the sample has the same phases on both sides");
    starts.push(at_s);
    at_s += Math.max(phase.end_s - phase.start_s, other.end_s - other.start_s);
  });
  return [...starts, at_s];
}

for (const width of widths) {
  test(`phases of both sides stand above one another, faults where they were, at ${width} px`, async () => {
    const page = await open("worse", { width });
    const data = await data_of(page);
    const starts = common_starts(data);
    const seen = await page.evaluate(() => {
      const [chart] = squall_charts;
      const { left: from } = chart.over.getBoundingClientRect();
      const bands = (selector) =>
        [...chart.root.querySelectorAll(selector)].map((band) => {
          const { left, right } = band.getBoundingClientRect();
          return [chart.posToVal(left - from, "x"), chart.posToVal(right - from, "x")];
        });
      return {
        pixel_s: chart.posToVal(1, "x") - chart.posToVal(0, "x"),
        phases: bands(".shade:not(.fault-band)"),
        faults: bands(".shade.fault-band"),
        recovered: ["base", "head"].map((side) => bands(`.moment-line.side-${side}`)[0][0]),
        x: chart.data[0],
        base: chart.data[1],
        head: chart.data[2],
      };
    });
    const same = (a, b, what) =>
      assert.ok(Math.abs(a - b) <= seen.pixel_s + 0.002, `${what}: ${a} is not ${b}`);
    assert.equal(seen.phases.length, data.base.phases.length);
    seen.phases.forEach(([from_s, to_s], index) => {
      same(from_s, starts[index], "phase from");
      same(to_s, starts[index + 1], "phase to");
    });
    const place = (side, time_s) => {
      const index = data[side].phases.findLastIndex((phase) => phase.start_s <= time_s + 1e-6);
      return starts[index] + time_s - data[side].phases[index].start_s;
    };
    const [base, head] = ["base", "head"].map((side) => {
      const [fault] = data[side].faults;
      return { from_s: place(side, fault.injected_at_s), to_s: place(side, fault.healed_at_s) };
    });
    assert.equal(seen.faults.length, 1, "the fault of both sides is one band");
    same(seen.faults[0][0], Math.min(base.from_s, head.from_s), "fault from");
    same(seen.faults[0][1], Math.max(base.to_s, head.to_s), "fault to");
    ["base", "head"].forEach((side, index) => {
      const [fault] = data[side].faults;
      const at_s = place(side, fault.injected_at_s + fault.time_to_recover_from_injection_s);
      same(seen.recovered[index] + seen.pixel_s, at_s, `${side} recovered`);
    });
    // A window's figure is drawn at its own place.
    for (const side of ["base", "head"]) {
      const { start_s, goodput_per_s } = data[side].timeline;
      start_s.forEach((time_s, index) => {
        const at_s = place(side, time_s);
        const point = seen.x.findIndex((each) => Math.abs(each - at_s) < 0.002);
        assert.equal(seen[side][point], goodput_per_s[index], `${side} at ${time_s} s`);
      });
    }
    await page.context().close();
  });
}

test("one cursor runs over all charts, dragging zooms all, a phase's button shows it", async () => {
  const page = await open("worse");
  await page.locator("#chart-rates .u-over").scrollIntoViewIfNeeded();
  await page.hover("#chart-rates .u-over");
  await page.waitForFunction(() => squall_charts.every((chart) => chart.cursor.left > 0));
  const lefts = await page.evaluate(() => squall_charts.map((chart) => chart.cursor.left));
  for (const left of lefts) assert.ok(Math.abs(left - lefts[0]) < 1);
  const values = await page.locator(".chart .value").allTextContents();
  assert.ok(
    values.length === 10 && values.every((value) => /^[\d.]+ (\/s|ms|s)$/.test(value)),
    `${values}`,
  );
  await page.focus(".zoom button.fault");
  await page.keyboard.press("Enter");
  const starts = common_starts(await data_of(page));
  await page.waitForFunction(
    ([from_s, to_s]) =>
      squall_charts.every(
        ({ scales: { x } }) => Math.abs(x.min - from_s) < 0.01 && Math.abs(x.max - to_s) < 0.01,
      ),
    [starts[2], starts[3]],
  );
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("every link leads to its place, also into a part that is closed", async () => {
  for (const sample of samples) {
    const page = await open(sample);
    const lost = await lost_links(page);
    // Its first run has a name that must not become an address of another kind; it has no file.
    assert.deepEqual(
      lost.filter((link) => !link.startsWith("javascript%3A")),
      [],
      sample,
    );
    await page.context().close();
  }
  const page = await open("worse");
  await open_all(page);
  const [link] = await page.locator("#metrics details a").all();
  const id = (await link.getAttribute("href")).slice(1);
  await page.evaluate(() => (document.querySelector("#values details").open = false));
  await link.click();
  await page.locator(`[id="${id}"]`).waitFor({ state: "visible" });
  const reports = await page.locator("#timelines .sides a").all();
  assert.equal(reports.length, 2);
  await reports[1].click();
  await page.waitForSelector("#phases");
  assert.ok(page.url().endsWith("/report.html"));
  await page.context().close();
});

test("names can neither script nor restyle the page, nor become other addresses", async () => {
  const page = await open("hostile");
  await open_all(page);
  const seen = await page.evaluate(() => ({
    broken: "broken" in globalThis,
    made: document.querySelectorAll("img, iframe, b, main script, main style").length,
    scripts: document.querySelectorAll("script").length,
    turned: /[\u202a-\u202e\u2066-\u2069\u001b]/.test(document.querySelector("main").textContent),
    title: document.querySelector("h1").textContent,
    kinds: [...new Set([...document.querySelectorAll("a")].map((link) => link.protocol))],
  }));
  assert.deepEqual(seen.kinds, ["file:"]);
  assert.equal(seen.broken, false);
  assert.equal(seen.made, 0);
  assert.equal(seen.scripts, 2);
  assert.equal(seen.turned, false);
  assert.ok(seen.title.startsWith("<script>alert(1)</script>"));
  await page.context().close();
});

test("a side without a timeline says why, and the other one is shown", async () => {
  const page = await open("few");
  assert.match(
    await page.locator("#timelines .sides").innerText(),
    /base\/1, no timeline: a baseline keeps figures alone/,
  );
  const counts = await page.evaluate(() => squall_charts.map((chart) => chart.data.length - 1));
  assert.deepEqual(counts, [2, 1, 1, 1]);
  await page.context().close();
});

test("the page reads the same in every time zone and language", async () => {
  const text = async (options) => {
    const page = await open("worse", options);
    await open_all(page);
    const all = await page.locator("main").textContent();
    await page.context().close();
    return all;
  };
  assert.equal(
    await text({ timezoneId: "Asia/Kolkata", locale: "ar-EG" }),
    await text({ timezoneId: "UTC" }),
  );
});
