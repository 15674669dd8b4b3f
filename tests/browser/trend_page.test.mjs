// trend.html in a real browser: every run has its dot, changes stand between the runs that they part,
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
import { validator_of } from "./json_schema.mjs";

const folder = process.env.SAMPLE_TRENDS;
const samples = readdirSync(folder);
const widths = [360, 1280, 2560];
const trend_of = (sample) => JSON.parse(readFileSync(join(folder, sample, "trend.json"), "utf8"));

async function open(sample, options) {
  const page = await open_file(join(folder, sample, "trend.html"), options);
  await drawn(page);
  return page;
}

test("there are trends of few runs, of some and of many", () => {
  assert.deepEqual(
    samples.map((sample) => trend_of(sample).runs.length).sort((a, b) => a - b),
    [4, 40, 190],
  );
});

for (const sample of samples) {
  test(`${sample}: fits every width in both themes, no label is cut, no complaint`, async () => {
    for (const width of widths) {
      const page = await open(sample, { width });
      await in_both_themes(page, async (theme) => {
        const path = join(process.env.SCREENSHOTS, `trend-${sample}-${width}-${theme}.png`);
        if (sample !== "few") await page.screenshot({ path, fullPage: true });
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
      assert.deepEqual(await serious_faults(page), [], theme);
      await page.context().close();
    }
  });

  test(`${sample}: every metric has its chart with a dot for each value, every run its row`, async () => {
    const trend = trend_of(sample);
    const page = await open(sample);
    const counts = await page.evaluate(() =>
      squall_charts.map((chart) => chart.data[2].filter((value) => value !== null).length),
    );
    assert.deepEqual(
      counts,
      trend.series.map(({ values }) => values.length),
    );
    assert.ok(counts.length > 5 && counts.every((count) => count > 3));
    assert.equal(await page.locator("#runs tbody tr").count(), trend.runs.length);
    const changes = trend.series.flatMap((series) => series.changes).length;
    assert.equal(await page.locator("#changes tbody tr").count(), changes);
    const heads = await page.locator(".chart h3").allTextContents();
    assert.equal(heads.length, trend.series.length);
    await page.context().close();
  });

  test(`${sample}: every link leads to its place`, async () => {
    const page = await open(sample);
    assert.deepEqual(await lost_links(page), []);
    const linked = await page.locator("#runs tbody a").count();
    assert.equal(linked, trend_of(sample).runs.filter((_run, index) => index % 7 !== 3).length);
    const { size } = statSync(join(folder, sample, "trend.html"));
    assert.ok(size < 2 * 1024 * 1024, `${size} bytes`);
    await page.context().close();
  });
}

for (const width of widths) {
  test(`a change stands between the two runs that it parts, and says its size, at ${width} px`, async () => {
    const trend = trend_of("many");
    const page = await open("many", { width });
    const seen = await page.evaluate(() =>
      squall_charts.map((chart) => {
        const { left: from } = chart.over.getBoundingClientRect();
        return {
          pixel: chart.posToVal(1, "x") - chart.posToVal(0, "x"),
          starts: [...chart.root.querySelectorAll(".shade")].map((band) =>
            chart.posToVal(band.getBoundingClientRect().left - from, "x"),
          ),
          kinds: [...chart.root.querySelectorAll(".shade")].map((band) => band.className),
          titles: [...chart.root.querySelectorAll(".label")].map((label) => label.title),
        };
      }),
    );
    let changes = 0;
    trend.series.forEach((series, index) => {
      const { pixel, starts, kinds, titles } = seen[index];
      assert.equal(starts.length, series.changes.length);
      series.changes.forEach((change, i) => {
        ++changes;
        assert.ok(
          Math.abs(starts[i] - (change.run + 0.5)) <= pixel,
          `${starts[i]} is not ${change.run} and a half`,
        );
        assert.ok(kinds[i].includes(change.worse ? "worse" : "better"));
        assert.match(titles[i], new RegExp(`^[+-].* since run ${change.run + 1}:`));
      });
    });
    assert.ok(changes >= 8);
    await page.context().close();
  });
}

test("the changes come first, those for the worse on top, with their figures", async () => {
  const page = await open("drifting");
  const [first] = await page.locator("#changes tbody tr").allInnerTexts();
  assert.match(
    first.replace(/\s+/g, " "),
    /^ ?✗ worse p50\(response_time\) baseline \+19\.5 % 20\.0 ms 23\.9 ms run 26 of 2026-10-26 0\.002 the scenario/,
  );
  assert.match(await page.locator(".summary").innerText(), /is worse since run 26/);
  await page.click("#changes tbody a >> text=run 26");
  assert.ok(page.url().endsWith("#run-26"));
  await page.context().close();
});

test("gates stand with what they saw beside their limits", async () => {
  const page = await open("drifting");
  const rows = await page.locator("#gates tbody tr").allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.replace(/\s+/g, " ").trim()),
    [
      "served killed >= 99.85 % 99.82 % 99.90 % 99.90 % 32 of 40 availability >= 99.85%",
      "back-soon whole run <= 5.00 s 0 s 0 s 3.57 s 40 of 40 time_to_recover <= 5s",
    ],
  );
  await page.context().close();
});

test("a click on a run leads to its row; the cursor and the zoom are those of all charts", async () => {
  const page = await open("drifting");
  const over = page.locator("#chart-series-2 .u-over");
  await over.scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => {
    const chart = squall_charts[1];
    return { x: chart.valToPos(30, "x"), y: 20 };
  });
  await over.hover({ position: place });
  const shown = await page.locator("#chart-series-1 .value").allTextContents();
  assert.ok(
    shown.every((value) => /^[\d.]+ ms$/.test(value)),
    `${shown}`,
  );
  const value = trend_of("drifting").series[0].values[29] * 1000;
  assert.equal(shown[1], `${value.toFixed(1)} ms`);
  await over.click({ position: place });
  await page.waitForFunction(() => location.hash === "#run-30");
  const box = await over.boundingBox();
  await over.scrollIntoViewIfNeeded();
  const again = await over.boundingBox();
  await page.mouse.move(again.x + box.width * 0.2, again.y + 40);
  await page.mouse.down();
  await page.mouse.move(again.x + box.width * 0.6, again.y + 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(() => squall_charts.every(({ scales: { x } }) => x.max - x.min < 20));
  assert.equal(new URL(page.url()).hash, "#run-30", "the drag was no click");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("few runs say that they show no trend", async () => {
  const page = await open("few");
  assert.match(
    await page.locator(".summary").innerText(),
    /Inconclusive[\s\S]*4 runs show no trend: it takes 10/,
  );
  assert.match(
    await page.locator("#changes").innerText(),
    /None could be found: 4 runs show no trend/,
  );
  await page.context().close();
});

test("names can neither script nor restyle the page", async () => {
  const page = await open("many");
  const seen = await page.evaluate(() => ({
    broken: "broken" in globalThis,
    made: document.querySelectorAll("img, iframe, b, main script, main style").length,
    scripts: document.querySelectorAll("script").length,
    turned: /[\u202a-\u202e\u2066-\u2069\u001b]/.test(document.querySelector("main").textContent),
    title: document.querySelector("h1").textContent,
  }));
  assert.deepEqual(page.complaints, []);
  assert.equal(seen.broken, false);
  assert.equal(seen.made, 0);
  assert.equal(seen.scripts, 2);
  assert.equal(seen.turned, false);
  assert.ok(seen.title.startsWith("<script>broken = 1</script>"));
  await page.context().close();
});

test("trend.json of each is valid", () => {
  const errors_of = validator_of("trend");
  for (const sample of samples) assert.equal(errors_of(trend_of(sample)), "");
});
