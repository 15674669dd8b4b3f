// What people do with the page of a manual session, in a real browser, and what it then asks of the
// server: clicks on the graph, the form of faults, load, policy, notes, phases and the end.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  asked,
  count_of,
  focused,
  node_button,
  patience,
  requests,
  session,
  shows,
  text_of,
} from "./session_opened.mjs";
import { viewer } from "./session_server.mjs";
import { look_for_signs, signs_seen } from "./session_signs.mjs";

test("a click kills a node; its lane turns and the error classes come within a second", async () => {
  await session(async ({ page, server }) => {
    await node_button(page, "database[1]").click();
    await shows(text_of(page, ".menu h3"), "database[1]");
    await look_for_signs(page, "http_5xx");
    await page.click('.menu button:text-is("Kill")');
    for (const [sign, at_ms] of Object.entries(await signs_seen(page))) {
      const late_ms = at_ms - server.model.injected_ms;
      console.log(`# ${sign} ${late_ms} ms after the injection`);
      assert.ok(late_ms < 1000, `${sign} ${late_ms} ms after the injection`);
    }
    assert.deepEqual(asked(server), [["/api/faults", { kind: "kill", target: "database[1]" }]]);
    await page.waitForSelector(".menu", { state: "hidden" });
    await shows(text_of(page, "#faults li"), /A\s*kill database\[1\][\s\S]*confirmed/);
    await shows(text_of(page, "#events li.fault"), /A kill database\[1\] is in/);
    await shows(count_of(page, ".chart .shade.fault-band"), 3);
    await page.click("#events button:text-is('Undo')");
    await page.waitForSelector('[data-node="database[1]"] .state-ready');
    await page.waitForSelector("#faults >> text=No fault is in.");
    assert.deepEqual(asked(server, "DELETE"), [["/api/faults/kill", {}]]);
    await shows(count_of(page, "#events .undo"), 0);
    const phases = () =>
      page
        .locator("#chart-rates .label:not(.fault-band)")
        .evaluateAll((labels) => labels.map((label) => label.title.replace(/:.*/, "")));
    await shows(phases, ["1 before", "2 broken-1", "3 recovery-1"]);
    assert.deepEqual(page.complaints, []);
  });
});

test("all of it goes without a mouse", async () => {
  await session(async ({ page, server }) => {
    await node_button(page, "catalogue").focus();
    await page.keyboard.press("Enter");
    await shows(() => focused(page).innerText(), "Kill");
    await page.keyboard.press("Escape");
    await shows(() => focused(page).getAttribute("data-node"), "catalogue");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await shows(() => focused(page).innerText(), "Hang");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-node="catalogue"] .state-stopped');
    await shows(() => focused(page).getAttribute("data-node"), "catalogue");
    await page.waitForFunction(() =>
      /catalogue/.test(document.querySelector('[role="status"]').textContent),
    );
    await page.keyboard.press("h");
    await page.waitForSelector("#faults >> text=No fault is in.");
    assert.deepEqual(asked(server).at(-1), ["/api/heal", {}]);
    await page.fill("#record input >> nth=0", "");
    await page.locator("#record input >> nth=0").pressSequentially("hhh");
    assert.equal(await page.locator("#record input >> nth=0").inputValue(), "hhh");
    await requests(server, 2);
  });
});

test("a link is slowed down for a while, and the time that is left is shown", async () => {
  await session(async ({ page, server }) => {
    await page.click('.handle[title="balancer → database"]');
    await page.selectOption(".menu .labelled select", "20s");
    await page.click('.menu button:text-is("Slow 200 ms")');
    await page.waitForSelector(".handle.broken");
    const options = { delay: "200ms" };
    const wanted = { kind: "latency", target: "balancer->database", options, for: "20s" };
    assert.deepEqual(asked(server), [["/api/faults", wanted]]);
    await shows(text_of(page, ".in-force .times"), /^0:0\d · 0:(20|1\d) left$/);
    const width = () => page.locator(".in-force .left").evaluate((bar) => bar.offsetWidth);
    const before = await width();
    await page.waitForTimeout(1000);
    assert.ok((await width()) < before);
  });
});

test("the nodes of a service, and a link to one node, can be named", async () => {
  await session(async ({ page, server }) => {
    await page.click(".live-box >> text=3 × database");
    await page.selectOption(".menu .labelled:has-text('Which') select", "minority");
    await page.click('.menu button:text-is("Kill")');
    await requests(server, 1);
    await node_button(page, "database[2]").click();
    await page.click('.quick:has-text("balancer → database[2]") button:text-is("Cut")');
    await requests(server, 2);
    assert.deepEqual(asked(server), [
      ["/api/faults", { kind: "kill", target: "database[minority]" }],
      ["/api/faults", { kind: "timeout", target: "balancer->database[2]" }],
    ]);
  });
});

test("the form has every option, and shows all mistakes at their fields", async () => {
  await session(async ({ page, server }) => {
    await page.click('.handle[title="web → catalogue"]');
    await page.click(".menu summary");
    const field = (name) => page.locator(`.fault-form .field:has(label:text-is("${name}"))`);
    const names = () => page.locator(".fault-form label").allTextContents();
    const options = ["delay", "jitter", "direction", "toxicity"];
    await shows(names, ["kind", "target", ...options, "for", "name"]);
    assert.equal(await field("delay").locator("input").inputValue(), "200ms");
    await field("delay").locator("input").fill("fast");
    await field("toxicity").locator("input").fill("half");
    await field("for").locator("input").fill("soon");
    await page.click('.menu button:text-is("Inject")');
    await shows(count_of(page, '.field [aria-invalid="true"]'), 3);
    assert.match(await field("delay").innerText(), /"fast" is no duration; write 200ms/);
    assert.match(await field("toxicity").innerText(), /"half" is no number/);
    assert.match(await field("for").innerText(), /"soon" is no duration/);
    await shows(() => focused(page).inputValue(), "fast", "the first one has the focus");
    await field("delay").locator("input").fill("1s");
    await field("toxicity").locator("input").fill("0.5");
    await field("direction").locator("select").selectOption("both");
    await field("for").locator("input").fill("30s");
    await field("name").locator("input").fill("far");
    await page.click('.menu button:text-is("Inject")');
    await page.waitForSelector(".menu", { state: "hidden" });
    const given = { delay: "1s", direction: "both", toxicity: 0.5 };
    const wanted = {
      kind: "latency",
      target: "web->catalogue",
      options: given,
      for: "30s",
      name: "far",
    };
    assert.deepEqual(asked(server).at(-1)[1], wanted);
  });
});

test("lists and tables of a form are sent as such", async () => {
  await session(async ({ page, server }) => {
    await node_button(page, "web[0]").click();
    await page.click(".menu summary");
    const kind = page.locator(".fault-form select").first();
    const kinds = () => kind.locator("option").allTextContents();
    await shows(kinds, ["kill", "stop", "restart", "cpu", "replace", "http"]);
    await kind.selectOption("replace");
    await page.locator(".fault-form textarea").first().fill("MODE = slow\nLEVEL=2");
    await page.locator(".fault-form textarea").nth(1).fill("my-server\n--old");
    await page.click('.menu button:text-is("Inject")');
    await requests(server, 1);
    const options = { env: { MODE: "slow", LEVEL: "2" }, command: ["my-server", "--old"] };
    assert.deepEqual(asked(server)[0][1], { kind: "replace", target: "web[0]", options });
  });
});

test("the rate changes by slider, by number and by factor, for all who look", async () => {
  await session(async ({ page, server, open }) => {
    const other = await open(viewer);
    const number = page.locator("#load .load").first().locator('input[type="text"]');
    await number.fill("80");
    await number.press("Enter");
    await requests(server, 1);
    await other.waitForSelector("#load .load >> text=80.0 /s");
    await page.locator('#load button[aria-label^="2 ×"]').first().click();
    await requests(server, 2);
    await page.locator('#load input[type="range"]').first().focus();
    await page.keyboard.press("Home");
    await requests(server, 3);
    await number.fill("many");
    await number.press("Enter");
    await requests(server, 4);
    await page.waitForSelector('#load .trouble:has-text("no rate")');
    assert.deepEqual(
      asked(server).map(([path, { rate }]) => [path, rate]),
      ["80/s", "160/s", "0/s", "many/s"].map((rate) => ["/api/loads/browse", rate]),
    );
    await page.selectOption("#load .labelled select", "hasty");
    await requests(server, 5);
    assert.deepEqual(asked(server).at(-1), ["/api/client", { variant: "hasty" }]);
    await page.selectOption("#load .labelled select", "");
    await requests(server, 6);
    assert.deepEqual(asked(server).at(-1), ["/api/client", { variant: "" }]);
    await other.context().close();
  });
});

test("a load gets another workload where it can have one, for all who look", async () => {
  await session(async ({ page, server, open }) => {
    const other = await open(viewer);
    const selects = page.locator('#load select[aria-label^="Workload of"]');
    assert.equal(await selects.count(), 1);
    assert.equal(await selects.inputValue(), "browse");
    await selects.selectOption("look-around");
    await requests(server, 1);
    assert.deepEqual(asked(server)[0], ["/api/loads/browse", { workload: "look-around" }]);
    await other.waitForSelector("#load .load >> text=40.0 /s look-around");
    server.model.workloads.browse = "browse";
    server.say("info");
    await shows(() => selects.inputValue(), "browse", "somebody else gave it back");
    await other.context().close();
  });
});

test("what is being typed stays when others change the rate", async () => {
  await session(async ({ page, server, open }) => {
    const other = await open(viewer);
    const number = page.locator("#load .load").first().locator('input[type="text"]');
    const somebody_sets = async (rate) => {
      server.model.rates.browse = rate;
      server.say("info");
      await other.waitForSelector(`#load .load >> text=${rate}.0 /s`);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    };
    await number.fill("6");
    await somebody_sets(70);
    assert.equal(await number.inputValue(), "6");
    await number.press("Enter");
    await other.waitForSelector("#load .load >> text=6.0 /s");
    await number.fill("many");
    await number.press("Enter");
    await page.waitForSelector('#load .trouble:has-text("no rate")');
    await somebody_sets(50);
    await shows(() => number.inputValue(), "50", "sent, so it follows again");
    await number.selectText();
    await somebody_sets(30);
    await page.keyboard.type("8");
    assert.equal(await number.inputValue(), "8", "what was selected is typed over");
  });
});

test("the client policy changes, and its mistakes stand at their fields", async () => {
  await session(async ({ page, server }) => {
    await page.click("#load summary");
    const field = (name) => page.locator(`.policy .field:has(label:text-is("${name}"))`);
    await field("deadline").locator("input").fill("late");
    await field("retry.max").locator("input").fill("3");
    await page.click('.policy button[type="submit"]');
    await page.waitForSelector('.policy [aria-invalid="true"]');
    assert.match(await field("deadline").innerText(), /"late" is no duration/);
    assert.deepEqual(asked(server)[0][1], { deadline: "late", retry: { max: 3 } });
  });
});

test("a note and a phase of one's own stand on the timeline and among the events", async () => {
  await session(async ({ page, server }) => {
    const [note, phase] = await page.locator("#record input").all();
    await note.fill("now it gets slow");
    await note.press("Enter");
    await page.waitForSelector("#events .noted >> text=now it gets slow");
    await shows(() => note.inputValue(), "");
    const mark = page.locator("#chart-rates .label.noted");
    assert.match(await mark.getAttribute("title"), /now it gets slow/);
    await phase.fill("second-try");
    await page.selectOption("#record select", "recovery");
    await page.click('#record button:text-is("Begin it")');
    await page.waitForSelector("#events >> text=Phase second-try begins");
    assert.deepEqual(asked(server), [
      ["/api/notes", { text: "now it gets slow" }],
      ["/api/phases", { name: "second-try", kind: "recovery" }],
    ]);
    await page.waitForFunction(
      () => document.querySelectorAll("#chart-rates .shade.recovery").length === 1,
    );
  });
});

test("finishing leads to the report, whose own script may run", async () => {
  const report = readFileSync(join(process.env.SAMPLE_REPORTS, "failing", "report.html"), "utf8");
  await session(
    async ({ page, server }) => {
      await page.click('button:text-is("Finish with a report")');
      await page.waitForSelector("text=Open the report", patience);
      assert.deepEqual(asked(server), [["/api/finish", {}]]);
      assert.match(
        await page.locator("#end").innerText(),
        /Fail[\s\S]*exit code 1[\s\S]*p99 was 0.8 s/,
      );
      await shows(text_of(page, ".connection"), "Ended");
      assert.equal(await page.locator(".heal-all").isVisible(), false);
      server.close(); // The report is there already.
      await page.click("text=Open the report");
      await page.waitForSelector(".summary.fail");
      await shows(() => page.evaluate(() => squall_charts.length), 5);
      assert.deepEqual(
        page.complaints.filter((each) => !each.includes("blob:")),
        [],
      );
    },
    { prepare: (server) => (server.report = report) },
  );
});

test("aborting asks first", async () => {
  await session(async ({ page, server }) => {
    await page.click('#end button:text-is("Abort")');
    await page.click('dialog button:text-is("No, go on")');
    await page.click('#end button:text-is("Abort")');
    assert.deepEqual(server.requests, []);
    await page.click('dialog button:text-is("Yes, abort")');
    await page.waitForSelector("#end >> text=The run aborted", patience);
    assert.deepEqual(asked(server), [["/api/abort", {}]]);
  });
});
