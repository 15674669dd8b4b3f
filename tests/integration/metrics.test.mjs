// squall run --metrics: what a real Prometheus scrapes of a run, with the scrape example and every
// expression of the dashboard.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { events, fixture, readJson, root, runFolder, scratch, squall, start, until } from './lib.mjs';

const installed = (program) => spawnSync(program, ['--version']).status === 0;
const skip = !installed('prometheus') && 'Prometheus is not installed (apt-get install prometheus)';
const folder = join(root, 'reports', 'prometheus');
const faulty = ['run', fixture('kill.toml'), '--set', 'phase.killed.for=8s', '--set', 'phase.killed.fault.kill.for=5s'];

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** Starts a run; gives its metrics' address as soon as it is printed. */
async function runWithMetrics(t, out) {
  const run = start([...faulty, '--metrics', '127.0.0.1:0', '--out', out]);
  t.after(() => run.child.kill('SIGKILL'));
  let found;
  await until(() => (found = /metrics for Prometheus at (http:\S+)/.exec(run.output())), 60_000, 'the address of the metrics');
  return { run, url: found[1] };
}

/** On a connection of its own: fetch would keep one that the server may close as it is used again. */
const scrape = (url) => new Promise((resolve, reject) => {
  get(url, { agent: false }, async (answer) => {
    let text = '';
    for await (const part of answer.setEncoding('utf8')) text += part;
    resolve(text);
  }).on('error', reject);
});
const total = (text, pattern) => [...text.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);

test('the metrics are well named, and count what the records have', { skip }, async (t) => {
  const out = runFolder(t);
  const { run, url } = await runWithMetrics(t, out);
  const dead = /squall_node_state\{node="web\[1\]",state="dead"\} 1|squall_node_state\{state="dead",node="web\[1\]"\} 1/;
  await until(async () => dead.test(await scrape(url)), 60_000, 'the death of the node');
  const during = await scrape(url);
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: during });
  assert.equal(checked.status, 0, String(checked.stderr));
  assert.equal(String(checked.stderr), '');
  assert.match(during, /squall_phase\{phase="killed"\} 1/);
  assert.match(during, /squall_phase\{phase="baseline"\} 0/);
  assert.match(during, /squall_fault_in_force\{[^}]*kind="kill"[^}]*\} 1/);
  const { code } = await run.done;
  assert.equal(code, 0, run.output());
  const baseline = readJson(join(out, 'report.json')).phases.find(({ name }) => name === 'baseline');
  const ok = total(during, /squall_operations_total\{[^}]*outcome="ok"[^}]*phase="baseline"[^}]*\} (\d+)/g);
  // By when they ended, not by when they were due: a few lie beyond the border.
  assert.ok(Math.abs(ok - baseline.ok) <= 20, `${ok} of ${baseline.ok}`);
});

test('a real Prometheus takes the example, and every expression of the dashboard has a value', { skip }, async (t) => {
  const out = runFolder(t);
  const { run, url } = await runWithMetrics(t, out);
  const here = scratch(t);
  const port = await freePort();
  const example = readFileSync(join(folder, 'scrape.yml'), 'utf8');
  assert.match(example, /127\.0\.0\.1:9464/);
  writeFileSync(join(here, 'scrape.yml'), example.replaceAll('127.0.0.1:9464', new URL(url).host));
  const prometheus = spawn('prometheus', [`--config.file=${join(here, 'scrape.yml')}`,
    `--storage.tsdb.path=${join(here, 'data')}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: 'ignore' });
  const ended = new Promise((resolve) => prometheus.on('exit', resolve));
  t.after(async () => {
    prometheus.kill('SIGTERM');
    await ended;
  });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => null))?.ok, 60_000, 'Prometheus');
  assert.equal((await run.done).code, 0, run.output());

  const begin = Date.parse(events(out).find(({ event }) => event === 'run_started').started_at) / 1000;
  const query = async (expr) => {
    const range = new URLSearchParams({ query: expr, start: begin, end: Date.now() / 1000, step: '1s' });
    const answer = await (await fetch(`http://127.0.0.1:${port}/api/v1/query_range?${range}`)).json();
    assert.equal(answer.status, 'success', `${expr}: ${answer.error}`);
    return answer.data.result;
  };
  const dashboard = readJson(join(folder, 'dashboard.json'));
  const expressions = [...dashboard.panels.flatMap(({ targets }) => targets), ...dashboard.annotations.list]
    .map(({ expr }) => expr);
  assert.ok(expressions.length >= 12);
  // No client need have seen an error: the balancer may have hidden all of it.
  for (const expr of expressions.filter((each) => !each.includes('errors_total'))) {
    assert.ok((await query(expr)).length > 0, `${expr} has no value`);
  }
  await query(expressions.find((each) => each.includes('errors_total')));
});

test('an address that cannot be used is a mistake, and nothing starts', async () => {
  const wrong = await squall(['run', fixture('kill.toml'), '--metrics', 'here']);
  assert.equal(wrong.code, 64);
  assert.match(wrong.stderr, /--metrics: 'here' is no address; write 127\.0\.0\.1:9464/);
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const taken = await squall(['run', fixture('kill.toml'), '--metrics', `127.0.0.1:${server.address().port}`]);
  server.close();
  assert.equal(taken.code, 64);
  assert.match(taken.stderr, /--metrics: cannot listen on 127\.0\.0\.1:\d+/);
});
