// squall suite: which scenarios it takes, what it makes of each, and how it ends.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastLine, readJson, root, scratch, squall, start, until } from './lib.mjs';

const limited = join(root, 'tests', 'fixtures', 'limited');

const scenario = ({ title, tags, gate = 'availability >= 99%', length = '500ms', flavour = '' }) => `schema = 1
title = "${title}"
tags = [${tags.map((tag) => `"${tag}"`).join(', ')}]
topology = "topology.toml"
${flavour}
[client]
attempt_timeout = "10s"
deadline = "10s"
[[load]]
workload = "read"
rate = "50/s"
arrival = "constant"
[[phase]]
kind = "baseline"
for = "${length}"
[[gate]]
name = "availability"
expr = "${gate}"
`;

// A folder of scenarios on the server of tests/fixtures/limited, with a flavour that no machine has.
function folderOf(t, scenarios) {
  const folder = join(scratch(t), 'scenarios');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  const topology = readFileSync(join(limited, 'topology.toml'), 'utf8')
    .replace('{topology.dir}/server.mjs', join(limited, 'server.mjs'));
  writeFileSync(join(folder, 'topology.toml'), topology + `
[[flavour]]
name = "grand"
when = { program = "no-such-program-anywhere" }
file = "grand.toml"
[[flavour]]
name = "plain"
file = "plain.toml"
`);
  writeFileSync(join(folder, 'grand.toml'), '');
  writeFileSync(join(folder, 'plain.toml'), '');
  writeFileSync(join(folder, 'node_modules', 'theirs.toml'), scenario({ title: 'No', tags: ['ci'] }));
  for (const [name, each] of Object.entries(scenarios)) writeFileSync(join(folder, `${name}.toml`), scenario(each));
  return folder;
}

const four = {
  'a-good': { title: 'Good', tags: ['ci'] },
  'b-bad': { title: 'Bad', tags: ['ci', 'hard'], gate: 'availability >= 101%' },
  'c-grand': { title: 'Grand', tags: ['ci'], flavour: 'flavour = "grand"' },
  'd-other': { title: 'Other', tags: ['nightly'] },
};

test('one page, one JUnit file and one exit code for all; what cannot run here is skipped by name', async (t) => {
  const folder = folderOf(t, four);
  const out = join(folder, '..', 'out');
  const { code, stdout, stderr } = await squall(['suite', folder, '--tag', 'ci', '--out', out]);
  assert.equal(code, 1, stdout + stderr);
  assert.match(stderr, /\[1\/3\] ✓ a-good \(.*s\): 1 gate/);
  assert.match(stderr, /\[2\/3\] ✗ b-bad \(.*s\): gate availability/);
  assert.match(stderr, /\[3\/3\] – c-grand: skipped: this machine lacks the flavour grand/);
  assert.match(lastLine(stdout), /^✗ 1 of 3 scenarios passed, 1 failed, 1 was skipped; b-bad: gate availability .* \(exit 1\)$/);
  const suite = readJson(join(out, 'suite.json'));
  assert.deepEqual(suite.scenarios.map(({ name, verdict }) => [name, verdict]),
                   [['a-good', 'pass'], ['b-bad', 'fail'], ['c-grand', 'skipped']]);
  assert.equal(suite.exit_code, 1);
  for (const name of ['a-good', 'b-bad']) assert.ok(existsSync(join(out, name, 'report.html')));
  const junit = readFileSync(join(out, 'junit.xml'), 'utf8');
  assert.equal([...junit.matchAll(/<testsuite /g)].length, 3);
  assert.match(junit, /<failure type="gate"/);
  assert.match(junit, /<skipped message="this machine lacks the flavour grand/);
  assert.match(readFileSync(join(out, 'summary.md'), 'utf8'), /^## ✗ squall suite/);
  const page = readFileSync(join(out, 'index.html'), 'utf8');
  assert.match(page, /href="a-good\/report\.html"/);
  const { reproduce } = readJson(join(out, 'b-bad', 'report.json'));
  assert.match(reproduce, /^squall run .*b-bad\.toml --seed \d+$/);
});

test('which scenarios: all below a folder, those with a tag, those named', async (t) => {
  const folder = folderOf(t, four);
  const names = async (...args) => {
    const { code, stdout, stderr } = await squall(['suite', ...args, '--list', '--json']);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout).scenarios.map(({ name }) => name);
  };
  assert.deepEqual(await names(folder), ['a-good', 'b-bad', 'c-grand', 'd-other']);
  assert.deepEqual(await names(folder, '--tag', 'hard', '--tag', 'nightly'), ['b-bad', 'd-other']);
  const good = join(folder, 'a-good.toml');
  assert.deepEqual(await names(good, good), ['a-good', 'a-good-2']);
  const none = await squall(['suite', folder, '--tag', 'nightli']);
  assert.equal(none.code, 64);
  assert.match(none.stderr, /no scenario has the tag nightli; did you mean 'nightly'\?/);
});

test('a mistake in one file: all are said, and nothing starts', async (t) => {
  const folder = folderOf(t, four);
  writeFileSync(join(folder, 'e-broken.toml'), 'schema = 1\ntags = ["ci"]\ntitle = = 3\n');
  writeFileSync(join(folder, 'f-wrong.toml'), scenario({ title: 'Wrong', tags: ['ci'], gate: 'availabilty > 1' }));
  const out = join(folder, '..', 'out');
  const { code, stderr } = await squall(['suite', folder, '--out', out]);
  assert.equal(code, 64);
  assert.match(stderr, /e-broken\.toml:3:\d+: error/);
  assert.match(stderr, /f-wrong\.toml:\d+:\d+: error/);
  assert.ok(!existsSync(out));
});

test('--fail-fast begins nothing after one that did not pass', async (t) => {
  const folder = folderOf(t, { 'a-bad': { ...four['b-bad'] }, 'b-good': four['a-good'] });
  const out = join(folder, '..', 'out');
  const { code } = await squall(['suite', folder, '--fail-fast', '--out', out]);
  assert.equal(code, 1);
  const { scenarios } = readJson(join(out, 'suite.json'));
  assert.deepEqual(scenarios.map(({ verdict }) => verdict), ['fail', 'not run']);
  assert.equal(scenarios[1].reason, 'another one before it did not pass');
});

test('a suite of which nothing can run is inconclusive', async (t) => {
  const folder = folderOf(t, { 'c-grand': four['c-grand'] });
  const { code, stdout } = await squall(['suite', folder, '--out', join(folder, '..', 'out')]);
  assert.equal(code, 2);
  assert.match(lastLine(stdout), /0 of 1 scenario passed, 1 was skipped \(exit 2\)/);
});

// When each run of a suite went on, in seconds of the day.
const spans = (out, names) => names.map((name) => {
  const { started_at, duration_s } = readJson(join(out, name, 'report.json'));
  const begin = Date.parse(started_at) / 1000;
  return { begin, end: begin + duration_s };
});
const overlap = ([a, b]) => a.begin < b.end && b.begin < a.end;

test('--jobs runs side by side what stands on different topologies, and nothing else', async (t) => {
  const [one, other] = [folderOf(t, { 'a-good': { ...four['a-good'], length: '4s' }, 'b-good': four['a-good'] }),
                        folderOf(t, { 'c-good': { ...four['a-good'], length: '4s' } })];
  const out = join(one, '..', 'out');
  const { code, stdout, stderr } = await squall(['suite', one, other, '--jobs', '3', '--out', out]);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stderr, /3 scenarios, at most .* in all, 3 at a time/);
  assert.ok(overlap(spans(out, ['a-good', 'c-good'])), 'different topologies');
  assert.ok(!overlap(spans(out, ['a-good', 'b-good'])), 'the same topology');
  // In the order of their files, whichever ended first.
  assert.deepEqual(readJson(join(out, 'suite.json')).scenarios.map(({ name }) => name), ['a-good', 'b-good', 'c-good']);
});

test('--jobs and Ctrl-C: what runs ends in order, what waits is not begun', async (t) => {
  const long = { ...four['a-good'], length: '60s' };
  const [one, other] = [folderOf(t, { 'a-long': long, 'b-good': four['a-good'] }), folderOf(t, { 'c-long': long })];
  const out = join(one, '..', 'out');
  const run = start(['suite', one, other, '--jobs', '2', '--out', out]);
  const begun = (name) => existsSync(join(out, name, 'journal.jsonl')) &&
    readFileSync(join(out, name, 'journal.jsonl'), 'utf8').includes('"phase_started"');
  await until(() => begun('a-long') && begun('c-long'), 60_000, 'both first phases');
  run.child.kill('SIGINT');
  const { code } = await run.done;
  assert.equal(code, 130);
  assert.deepEqual(readJson(join(out, 'suite.json')).scenarios.map(({ verdict }) => verdict),
                   ['inconclusive', 'not run', 'inconclusive']);
});

test('--baseline holds each scenario against its own runs of before', async (t) => {
  const gate = 'p99(response_time) <= 1000 * baseline_run.p99(response_time)';
  const folder = folderOf(t, { 'a-held': { title: 'Held', tags: [], gate }, 'b-plain': { title: 'Plain', tags: [] } });
  const kept = join(folder, '..', 'kept');
  const suite = (...args) => squall(['suite', folder, '--out', join(scratch(t), 'out'), ...args]);
  const missing = await suite('--baseline', kept);
  assert.equal(missing.code, 64);
  assert.match(missing.stderr, /a-held\.toml asks for one, and there is no .*kept\/a-held; make it with squall baseline update/);
  const runs = join(folder, '..', 'runs');
  assert.equal((await suite()).code, 2, 'without a baseline the gate cannot be judged');
  await squall(['run', join(folder, 'a-held.toml'), '--out', join(runs, '1')]);
  const update = await squall(['baseline', 'update', runs, '--to', join(kept, 'a-held')]);
  assert.equal(update.code, 0, update.stderr);
  const held = await suite('--baseline', kept);
  assert.equal(held.code, 0, held.stdout + held.stderr);
});

test('Ctrl-C ends the scenario that runs, and the page says what was not run', async (t) => {
  const folder = folderOf(t, { 'a-long': { ...four['a-good'], length: '60s' }, 'b-good': four['a-good'] });
  const out = join(folder, '..', 'out');
  const run = start(['suite', folder, '--out', out]);
  await until(() => existsSync(join(out, 'a-long', 'journal.jsonl')) &&
    readFileSync(join(out, 'a-long', 'journal.jsonl'), 'utf8').includes('"phase_started"'),
  60_000, 'the first phase');
  run.child.kill('SIGINT');
  const { code } = await run.done;
  assert.equal(code, 130);
  const suite = readJson(join(out, 'suite.json'));
  assert.equal(suite.exit_code, 130);
  assert.deepEqual(suite.scenarios.map(({ verdict }) => verdict), ['inconclusive', 'not run']);
  assert.equal(suite.scenarios[1].reason, 'the suite was interrupted before');
});
