// A manual session on the real GPII cloud, as its owner has it: the live page in Chromium, a server
// killed by a click and healed, the report that the session leads to, and the saved scenario, which
// does the same once more.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { open_address } from "./browser.mjs";
import { look_for_signs, signs_seen } from "./session_signs.mjs";

const source = process.env.SQUALL_SOURCE;
const shared = pathToFileURL(join(source, "tests", "integration", "lib.mjs"));
const { events, injections, nothingLeft, readJson, runFolder, scratch, squall, start, until } =
  await import(shared);
const topology = join(source, "scenarios", "gpii", "topology.toml");
const patience = { timeout: 120_000 };

/** Starts a session and opens its live page. */
async function begin(t, saved) {
  const run = runFolder(t);
  const sets = ["flavour=pouchdb", "gate.healthy-before.min_samples=10"];
  const words = ["session", topology, "--out", run, "--save-as", saved];
  words.push(...sets.flatMap((set) => ["--set", set]));
  const running = start(words, { cwd: source });
  t.after(() => running.child.kill("SIGKILL"));
  const link = /live page +(\S+)\n/;
  const [, address] = await until(() => link.exec(running.output()), 60_000, "the live page");
  const page = await open_address(address, new URL(address).origin);
  t.after(() => page.context().close());
  await page.waitForSelector('[data-node="preferences-server"] .state-ready', patience);
  await page.waitForFunction(() => globalThis.squall_charts?.length === 3, undefined, patience);
  return { run, running, page };
}

/** Unix time in ms of a moment of the run. */
function moment_ms(run, at_ns) {
  const { started_at } = events(run).find(({ event }) => event === "run_started");
  return Date.parse(started_at) + at_ns / 1e6;
}

test("watch, kill a server by a click, heal it, finish, read the report, and run it again", async (t) => {
  const saved = join(scratch(t), "today.toml");
  const { run, running, page } = await begin(t, saved);
  const last = () => page.evaluate(() => squall_charts.map(({ data }) => data[0].at(-1)));

  // The lines move.
  await page.waitForFunction(() => squall_charts[0].data[0].at(-1) > 6, undefined, patience);
  const before = await last();
  await page.waitForTimeout(2000);
  (await last()).forEach((end, i) => assert.ok(end > before[i] + 1, `${before[i]} to ${end}`));

  // What a dead server means is seen within a second.
  await page.locator('[data-node="preferences-server"]').click();
  await look_for_signs(page, "connect_refused|http_|unexpected");
  await page.click('.menu button:text-is("Kill")');
  const signs = await signs_seen(page);
  const injected = events(run).find(({ event }) => event === "fault_injected");
  for (const [sign, at_ms] of Object.entries(signs)) {
    const late_ms = at_ms - moment_ms(run, injected.began_ns);
    t.diagnostic(`${sign} ${late_ms.toFixed(0)} ms after the injection`);
    assert.ok(late_ms < 1000, `${sign} ${late_ms} ms after the injection`);
  }
  await page.screenshot({
    path: join(process.env.SCREENSHOTS, "session-gpii.png"),
    fullPage: true,
  });

  await page.click("#events button:text-is('Undo')");
  await page.waitForSelector('[data-node="preferences-server"] .state-ready', patience);
  await page.waitForSelector("#faults >> text=No fault is in.", patience);
  await page.locator("#record input").first().fill("it came back by itself");
  await page.locator("#record input").first().press("Enter");
  await page.waitForSelector("#events .noted >> text=it came back by itself", patience);
  await page.waitForTimeout(3000);

  await page.click('button:text-is("Finish with a report")');
  await page.waitForSelector("text=Open the report", patience);
  const { code, stdout } = await running.done;
  assert.ok([0, 1, 2].includes(code), stdout); // Gates on times are the machine's business.
  await nothingLeft(run);
  await page.click("text=Open the report");
  await page.waitForSelector(".summary", patience);
  assert.ok((await page.evaluate(() => squall_charts.length)) > 3);
  assert.match(await page.locator("#notes").innerText(), /it came back by itself/);
  assert.deepEqual(
    page.complaints.filter((each) => !each.includes("blob:")),
    [],
  );
  const { faults, topology: tested } = readJson(join(run, "report.json"));
  assert.deepEqual(
    faults.map(({ kind, evidence }) => [kind, evidence.confirmed]),
    [["kill", true]],
  );
  assert.equal(tested.flavour, "pouchdb");

  // What was done by hand is a scenario.
  assert.ok(existsSync(saved), readFileSync(join(run, "scenario.toml"), "utf8"));
  const replay = runFolder(t);
  const replayed = await squall(["run", saved, "--out", replay], { cwd: source });
  assert.ok([0, 1, 2].includes(replayed.code), replayed.stdout + replayed.stderr);
  const [by_hand, again] = [injections(run), injections(replay)];
  const what = ({ name, kind, nodes }) => ({ name, kind, nodes });
  assert.deepEqual(again.map(what), by_hand.map(what));
  by_hand.forEach(({ name, at }, i) => {
    const apart_ms = Math.abs(again[i].at - at);
    t.diagnostic(`${name}: ${at.toFixed(1)} ms by hand, ${apart_ms.toFixed(1)} ms apart`);
    assert.ok(apart_ms <= 20, `${name}: ${apart_ms} ms from where it was by hand`);
  });
});
