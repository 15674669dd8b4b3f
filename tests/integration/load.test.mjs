// The load as an instrument: it finds a known limit, shows a stall in full, and counts what it
// could not start.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { events, readJson, root, scratch, squall } from './lib.mjs';

const limited = (name) => join(root, 'tests', 'fixtures', 'limited', name);
const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const kReports = ['report.json', 'report.html', 'junit.xml', 'summary.md'];

async function rebuilt_is_the_same(run) {
  const before = kReports.map((name) => digest(join(run, name)));
  const { code, stderr } = await squall(['report', run, '-q']);
  assert.equal(code, readJson(join(run, 'report.json')).exit_code, stderr);
  assert.deepEqual(kReports.map((name) => digest(join(run, name))), before);
}

test('the capacity of a server is found within a step', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall([
    'run', limited('capacity.toml'), '--out', run, '--set', 'variable.rate.value=115',
  ]);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /Capacity of read: 100\/s held; at 180\/s, p90 <= 900ms broke/);
  const [search] = readJson(join(run, 'report.json')).capacities;
  assert.equal(search.result, 'found');
  assert.equal(search.capacity_per_s, 100);
  assert.deepEqual(search.steps.map((step) => step.rate_per_s), [20, 100, 180]);
  assert.deepEqual(search.steps.map((step) => step.verdict), ['held', 'held', 'broke']);
  for (const step of search.steps) {
    assert.ok(Math.abs(step.operations - 2 * step.rate_per_s) <= 2, JSON.stringify(step));
  }
  // No step inherits the queue of the one before: its load waits until that is empty.
  const rates = events(run).filter((event) => event.event === 'load_changed')
    .map((event) => event.rate_per_s);
  assert.deepEqual(rates, [20, 0, 100, 0, 180, 0, 20]);
  await rebuilt_is_the_same(run);
});

test('where not even the first step holds, the capacity is 0 and the gate fails', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout } = await squall([
    'run', limited('capacity.toml'), '--out', run, '--set', 'variable.rate.value=10',
  ]);
  assert.equal(code, 1, stdout);
  const [search] = readJson(join(run, 'report.json')).capacities;
  assert.equal(search.result, 'none_held');
  assert.equal(search.capacity_per_s, 0);
  assert.match(stdout, /Capacity of read: 0: not even 20\/s held/);
});

test('a stall of a second is a second of response time, and is called out', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', limited('stall.toml'), '--out', run]);
  assert.equal(code, 0, stdout + stderr);
  const report = readJson(join(run, 'report.json'));
  const stalled = report.phases.find((phase) => phase.name === 'stalled');
  const response = stalled.response_time_ms.p99;
  assert.ok(response > 700 && response < 5000, `p99 of ${response} ms`);
  assert.ok(stalled.service_time_ms.p90 < response / 2, JSON.stringify(stalled.service_time_ms));
  const stall = report.stalls.find((each) => each.phase === 'stalled' && each.length_s > 0.7);
  assert.ok(stall, JSON.stringify(report.stalls));
  assert.ok(stall.operations >= 100, JSON.stringify(stall));
  assert.match(stdout, /a stall of [0-9.]+ m?s at [0-9.]+ s: [0-9]+ operations waited/);
  assert.match(readFileSync(join(run, 'summary.md'), 'utf8'), /### Stalls/);
  await rebuilt_is_the_same(run);
});

test('starts that the harness missed are counted and called out', async (t) => {
  const run = join(scratch(t), 'run');
  const { stdout } = await squall([
    'run', limited('stall.toml'), '--out', run, '--set', 'load.read.max_in_flight=1',
  ]);
  const report = readJson(join(run, 'report.json'));
  const stalled = report.phases.find((phase) => phase.name === 'stalled');
  assert.ok(report.generator.dropped >= 100, JSON.stringify(report.generator));
  assert.ok(stalled.dropped >= 100 && stalled.availability < 0.9, JSON.stringify(stalled));
  // Every start that was due is there, sent or not: 200/s for 4 s, however late the border came.
  assert.ok(stalled.operations >= 780, JSON.stringify(stalled));
  assert.match(stdout, /starts were missed/);
});

test('a replay and stages begin what they say, from the first of their phases on', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', limited('replay.toml'), '--out', run]);
  assert.equal(code, 0, stdout + stderr);
  const { phases } = readJson(join(run, 'report.json'));
  assert.deepEqual(phases.map((phase) => phase.operations), [0, 36]);
  // The recording is part of the records: a report needs nothing else.
  assert.equal(readFileSync(join(run, 'offsets-1.txt'), 'utf8'),
               readFileSync(limited('offsets.txt'), 'utf8'));
  await rebuilt_is_the_same(run);
});
