// The page of a manual session in a real browser, against a stand-in for the server: what it shows,
// how it bears a lost connection, who may look, and what it costs. What people do with it stands in
// session_acts_page.test.mjs.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { eventually, label_faults, open_address, serious_faults, widths_of } from "./browser.mjs";
import { node_button, patience, requests, session, shows, text_of } from "./session_opened.mjs";
import { owner, viewer } from "./session_server.mjs";

const widths = [360, 1280, 2560];

for (const theme of ["light", "dark"]) {
  for (const width of widths) {
    test(`fits ${width} px, ${theme}: no label is cut, no complaint`, async () => {
      const options = { width, theme, past_s: 40, prepare: (server) => prepare_busy(server) };
      await session(async ({ page }) => {
        await page.waitForTimeout(1200);
        await page.mouse.move(0, 0);
        const path = join(process.env.SCREENSHOTS, `session-${width}-${theme}.png`);
        await page.screenshot({ path, fullPage: true });
        const [scroll, client] = await widths_of(page);
        assert.ok(scroll <= client, `${scroll} px of content in ${client}`);
        assert.deepEqual(await label_faults(page), []);
        assert.deepEqual(await cut_texts(page), []);
        await node_button(page, "database[2]").click();
        await page.locator(".menu summary").click();
        const menu = join(process.env.SCREENSHOTS, `session-menu-${width}-${theme}.png`);
        await page.screenshot({ path: menu });
        const [with_menu] = await widths_of(page);
        assert.ok(with_menu <= client, `${with_menu} px with the menu`);
        assert.deepEqual(await cut_texts(page), []);
        assert.deepEqual(page.complaints, []);
      }, options);
    });
  }

  test(`axe-core finds no serious fault, ${theme}`, async () => {
    const options = { theme, past_s: 40, prepare: prepare_busy, bypassCSP: true };
    await session(async ({ page }) => {
      assert.deepEqual(await serious_faults(page), []);
      await node_button(page, "database[2]").click();
      await page.locator(".menu summary").click();
      assert.deepEqual(await serious_faults(page), [], "with the menu");
    }, options);
  });
}

// A session in which something is going on.
function busy(model) {
  model.inject({ kind: "kill", target: "database[1]" }, "page");
  model.note("the shop should go on without it", "page");
  model.go_on(24);
  model.inject({ kind: "latency", target: "web->balancer", for: "1m" }, "ctl");
  model.go_on(27);
  model.heal("kill");
  model.inject({ kind: "stop", target: "catalogue" }, "page");
  model.go_on(40);
}

// The events of `busy` lie in the past of the stand-in.
function prepare_busy(server) {
  server.model = new server.model.constructor(21);
  busy(server.model);
  server.model.heard = [];
}

test("a gate that is not met says by what, and one of the end that it waits for it", async () => {
  await session(
    async ({ page }) => {
      const row = (name) => text_of(page, `#gates tr:has(th:text-is("${name}"))`);
      await shows(row("availability"), /it is not availability >= 95%/);
      await shows(row("recovery"), /it is judged at the end/);
    },
    { past_s: 40, prepare: prepare_busy },
  );
});

// Buttons, badges and figures whose text is wider than they are.
function cut_texts(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("button, .badge, .big, .node-state, h1, h2, h3, .live-box")]
      .filter((each) => each.checkVisibility())
      .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => {
        return scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
      })
      .map((each) => `${each.className}: ${each.textContent}`),
  );
}

test("the lines move, and the figures are those of the last seconds", async () => {
  await session(async ({ page }) => {
    const last = () => page.evaluate(() => squall_charts.map((chart) => chart.data[0].at(-1)));
    const before = await last();
    await eventually(async () => {
      const after = await last();
      after.forEach((end, i) => assert.ok(end > before[i] + 1, `${before[i]} to ${end}`));
    });
    const figures = await page.locator(".figure .big").allTextContents();
    assert.match(figures[0], /^0:2\d$/);
    assert.match(figures[1], /^4\d\.\d \/s$/);
    assert.equal(figures[2], "100.00 %");
    assert.match(figures[3], /^1?\d\d(\.\d)? ms$/);
    assert.equal(figures[4], "3");
    assert.deepEqual(page.complaints, []);
  });
});

test("a system that is still being started appears as soon as it is known", async () => {
  const prepare = (server) => {
    const info = server.info.bind(server);
    const nothing = { topology: { name: "shop", flavour: "", services: [], links: [] }, loads: [] };
    server.starting = true;
    server.info = (role) => ({ ...info(role), ...(server.starting ? nothing : {}) });
    server.model.phases = [];
  };
  await session(
    async ({ page, server }) => {
      assert.equal(await page.locator(".connection").innerText(), "Starting the system");
      assert.equal(await page.locator(".node-state").count(), 0);
      server.starting = false;
      server.say("info");
      server.model.begin_phase("before", "baseline");
      await page.waitForSelector('[data-node="database[1]"] .state-ready');
      await page.waitForSelector("#load >> text=browse");
      await page.waitForFunction(() => document.querySelector(".connection").innerText === "Live");
      await node_button(page, "catalogue").click();
      await page.click('.menu button:text-is("Kill")');
      await requests(server, 1);
    },
    { prepare },
  );
});

test("many nodes, long names and a broad graph have room", async () => {
  const prepare = (server) => {
    const node = (name) => ({ name, address: "" });
    const service = (name, nodes) => ({
      name,
      role: "server",
      driver: "process",
      version: "",
      nodes,
    });
    const many = Array.from({ length: 13 }, (_, i) => node(`cache[${i}]`));
    const long = "a-server-of-preferences-with-a-long-name";
    const info = server.info.bind(server);
    const { topology } = info("owner");
    const more = [service("cache", many), service(long, [node(long)])];
    const links = ["web->cache", `client->${long}`, `${long}->cache`];
    const broad = {
      ...topology,
      services: [...topology.services, ...more],
      links: [...topology.links, ...links.map((name) => ({ name, proxied: true }))],
    };
    server.info = (role) => ({ ...info(role), topology: broad });
    server.model.inject({ kind: "stop", target: "cache[12]" }, "page");
    server.model.inject({ kind: "stop", target: long }, "page");
    server.model.heard = [];
  };
  for (const width of widths) {
    const steps = async ({ page }) => {
      assert.deepEqual(await cut_texts(page), []);
      const [scroll, client] = await widths_of(page);
      assert.ok(scroll <= client, `${scroll} px of content in ${client}`);
      const state = await node_button(page, "cache[12]").getAttribute("title");
      assert.equal(state, "cache[12]: stopped");
      const path = join(process.env.SCREENSHOTS, `session-broad-${width}.png`);
      await page.locator("#system").screenshot({ path });
      const size = await node_button(page, "cache[12]").boundingBox();
      assert.ok(size.height >= 24 && size.width >= 24, "it can be hit with a finger");
    };
    await session(steps, { prepare, width });
  }
});

test("who has the read-only link looks and cannot act", async () => {
  const options = { token: viewer, past_s: 40, prepare: prepare_busy };
  await session(async ({ page, server }) => {
    assert.match(await page.locator(".session-head").innerText(), /for looking only/);
    const names = await page.locator("button:visible").allInnerTexts();
    const acts = names.filter((name) =>
      /kill|heal|undo|inject|note|begin|finish|abort/i.test(name),
    );
    assert.deepEqual(acts, []);
    assert.equal(await page.locator("input:visible, #record").count(), 0);
    await node_button(page, "catalogue").click();
    await shows(text_of(page, ".menu"), /stop catalogue/);
    assert.equal(await page.locator(".menu button").count(), 1, "Close");
    await page.keyboard.press("Escape");
    await page.keyboard.press("h");
    await page.waitForTimeout(300);
    assert.deepEqual(server.requests, []);
  }, options);
});

test("the owner can copy the read-only link", async () => {
  const options = { permissions: ["clipboard-read", "clipboard-write"] };
  await session(async ({ page, server }) => {
    await page.click('button:text-is("Copy read-only link")');
    await page.waitForSelector('button:text-is("Copied")');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, server.address(viewer));
  }, options);
});

test("a lost connection is said, and taken up again without a gap", async () => {
  await session(async ({ page, server }) => {
    server.down = true;
    server.break_off();
    await page.waitForSelector(".connection.waiting");
    assert.match(await page.locator(".connection").innerText(), /^Reconnecting/);
    await page.waitForTimeout(2500);
    server.model.inject({ kind: "kill", target: "web[1]" }, "ctl");
    server.down = false;
    await page.waitForSelector(".connection.live", patience);
    await page.waitForSelector('[data-node="web[1]"] .state-dead');
    await page.waitForSelector("#faults >> text=kill web[1]");
    const starts = await page.evaluate(() => squall_charts[0].data[0]);
    for (let i = 1; i < starts.length; ++i) assert.ok(starts[i] - starts[i - 1] <= 1.001);
    const lines = await page.locator("#events li").allInnerTexts();
    assert.equal(lines.length, new Set(lines).size, "no event stands there twice");
  });
});

test("a stream that says nothing counts as lost", async () => {
  await session(async ({ page, server }) => {
    server.silent = true;
    await page.waitForSelector(".connection.waiting", { timeout: 15_000 });
    server.silent = false;
    await page.waitForSelector(".connection.live", patience);
  });
});

test("the charts follow the present, but not while one points or has zoomed", async () => {
  await session(
    async ({ page }) => {
      const span = () => page.evaluate(() => ({ ...squall_charts[0].scales.x }));
      const { min, max } = await span();
      assert.ok(Math.abs(max - min - 60) < 0.01, `a minute: ${min} to ${max}`);
      const over = page.locator("#chart-rates .u-over");
      const box = await over.boundingBox();
      await page.mouse.move(box.x + box.width * 0.3, box.y + 30);
      await page.waitForTimeout(400);
      const pointed = await span();
      await page.waitForTimeout(1200);
      assert.equal((await span()).max, pointed.max);
      await shows(text_of(page, ".follow"), /while you point/);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 4 });
      await page.mouse.up();
      await page.mouse.move(2, 2);
      const zoomed = await eventually(async () => {
        const now = await span();
        assert.ok(now.max - now.min < 20, `${now.min} to ${now.max}`);
        return now;
      });
      await page.waitForTimeout(1200);
      assert.equal((await span()).max, zoomed.max);
      await page.click('.follow button:text-is("5 min")');
      await page.mouse.move(2, 2);
      await page.waitForTimeout(1200);
      const five = await span();
      assert.ok(five.max > pointed.max + 1 && five.min === 0, `${five.min} to ${five.max}`);
    },
    { past_s: 120 },
  );
});

test("what the server refuses for good is said", async () => {
  await session(
    async ({ page, server, open }) => {
      await shows(text_of(page, "main"), /lacks its token/);
      const other = await open_address(server.address("old"), new URL(server.address()).origin);
      await other.waitForSelector(".connection.refused");
      assert.match(await other.locator(".connection").innerText(), /no such token/);
      await other.context().close();
      const good = await open(owner);
      await good.context().close();
    },
    { token: "" },
  );
});

test("text of the run can neither script nor restyle the page", async () => {
  const bad = `<img src=x onerror="globalThis.broken = 1"><style>*{display:none}</style>\u202e`;
  const prepare = (server) => {
    const { model } = server;
    model.note(bad, bad);
    model.inject({ kind: "kill", target: "web[0]", name: bad }, bad);
    model.line(model.now_s, { event: "warned", what: bad });
    model.begin_phase(bad, "fault");
    model.heard = [];
    const info = server.info.bind(server);
    server.info = (role) => ({ ...info(role), title: bad, run_id: bad });
    const gates = model.gates.bind(model);
    model.gates = () => gates().map((gate) => ({ ...gate, name: bad, expr: bad, reason: bad }));
  };
  await session(
    async ({ page, server }) => {
      await node_button(page, "web[0]").click();
      const seen = await page.evaluate(() => ({
        broken: "broken" in globalThis,
        made: document.querySelectorAll("img, main style, body script:not([type]) ~ script").length,
        turned: /\u202e/.test(document.body.innerText),
        shown: document.querySelector("h1").textContent.startsWith("<img"),
      }));
      assert.deepEqual(seen, { broken: false, made: 0, turned: false, shown: true });
      await page.click(".menu .undo");
      await requests(server, 1);
      assert.equal(server.requests[0].path, `/api/faults/${bad}`);
      assert.deepEqual(page.complaints, []);
    },
    { prepare },
  );
});

test("half an hour of windows is still drawn in a fraction of the time between two messages", async () => {
  const prepare = ({ model }) => {
    for (let i = 0; i < 40; ++i) {
      model.inject({ kind: "kill", target: `database[${i % 3}]` }, "page");
      model.go_on(model.now_s + 15);
      for (const { name } of model.in_force()) model.heal(name);
      model.note(`note ${i}`, "page");
      model.go_on(model.now_s + 15);
    }
    model.go_on(1900);
    model.heard = [];
  };
  const start = (server) => {
    server.model = new server.model.constructor(60);
    prepare(server);
  };
  await session(
    async ({ page }) => {
      for (const length of ["1 min", "All"]) {
        await page.click(`.follow button:text-is("${length}")`);
        await page.mouse.move(2, 2);
        const took_ms = await page.evaluate(async () => {
          const found = [];
          while (found.length < 24) {
            const before = squall_drawn;
            while (squall_drawn === before) await new Promise(requestAnimationFrame);
            found.push(squall_drawn.took_ms);
          }
          return found.sort((a, b) => a - b);
        });
        const [median_ms, worst_ms] = [took_ms[12], took_ms.at(-1)];
        console.log(
          `# ${length}: ${median_ms.toFixed(1)} ms a draw, at most ${worst_ms.toFixed(1)}`,
        );
        assert.ok(median_ms < 50, `${length}: ${median_ms} ms`);
      }
      const drawn_s = await page.evaluate(() => squall_drawn.at_s);
      await page.waitForTimeout(1000);
      const later_s = await page.evaluate(() => squall_drawn.at_s);
      assert.ok(later_s - drawn_s > 0.7, "it stays in the present");
    },
    { past_s: 1900, prepare: start },
  );
});
