// Sessions behind a balancer: they stick to their server by cookie or header, and show when they are
// lost with it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { filesBelow, fixture, readJson, scratch, squall } from './lib.mjs';

const sum = (items, key) => items.reduce((total, item) => total + item[key], 0);

test('sessions stick to their server, are lost with it, and are made anew', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', fixture('sessions.toml'), '--out', run, '--seed', '3']);
  assert.equal(code, 0, stdout + stderr);
  const report = readJson(join(run, 'report.json'));
  const [baseline, killed] = report.phases;
  const steps = (phase, workload) => phase.steps.filter((step) => step.workload === workload);

  // With two servers and no affinity, half of the looks would be turned away.
  assert.equal(baseline.errors.http_4xx ?? 0, 0, JSON.stringify(baseline));
  assert.equal(baseline.errors.unexpected_body ?? 0, 0, JSON.stringify(baseline));
  assert.ok(baseline.availability > 0.95, JSON.stringify(baseline));
  const affine = steps(baseline, 'affine');
  assert.deepEqual(affine.map((step) => step.step), ['hello', 'again']);
  assert.ok(affine[1].operations >= 20, JSON.stringify(affine));

  // Nobody asks for a log-in who has a session, and a log-in that is not needed is not due.
  const [asked, again] = steps(killed, 'patient');
  assert.equal(again.step, 'log-in');
  assert.ok(again.operations > 0 && again.operations < asked.operations / 2, JSON.stringify(again));
  assert.equal(killed.dropped, sum(killed.steps, 'dropped'));

  // The stubborn half is turned away for good.
  const [look] = steps(killed, 'stubborn');
  assert.equal(look.step, 'look');
  assert.ok(look.errors.http_4xx > 10, JSON.stringify(look));

  // Set-up and tear-down count in no metric.
  assert.deepEqual([...new Set(report.phases.flatMap((phase) => steps(phase, 'stubborn')).map((step) => step.step))],
                   ['look']);
});

test('cookies stand nowhere in the run directory', async (t) => {
  const run = join(scratch(t), 'run');
  await squall(['run', fixture('sessions.toml'), '--out', run]);
  const report = readJson(join(run, 'report.json'));
  assert.ok(report.examples.some((example) => /cookie: .*sid=\*\*\*/i.test(example.request)),
            JSON.stringify(report.examples));
  for (const file of filesBelow(run)) {
    assert.ok(!/sid=[0-9a-f]{32}/.test(readFileSync(file, 'latin1')), `a cookie stands in ${file}`);
  }
});

test('without cookies there is no session', async (t) => {
  const run = join(scratch(t), 'run');
  const { code } = await squall([
    'run', fixture('sessions.toml'), '--out', run, '--no-faults', '--set', 'workload.stubborn.cookies=none',
  ]);
  assert.equal(code, 1);
  const report = readJson(join(run, 'report.json'));
  const look = report.phases[0].steps.find((step) => step.workload === 'stubborn');
  assert.equal(look.ok, 0);
});

test('a set-up that fails: for the load nothing starts, for a user its iterations are dropped', async (t) => {
  const folder = scratch(t);
  const setup = (each) => [
    '--set', `workload.stubborn.setup.log-in.each=${each}`,
    '--set', 'workload.stubborn.setup.log-in.json_body={ user = "x" }',
    '--set', 'workload.stubborn.setup.log-in.url={balancer.url}/nowhere', '--no-faults',
  ];
  const never = await squall(['run', fixture('sessions.toml'), '--out', join(folder, 'once'), ...setup('once')]);
  assert.equal(never.code, 4, never.stdout);
  assert.match(never.stdout, /set-up of load 'stubborn' failed: step 'log-in': status 404, expected 2xx/);

  const run = join(folder, 'user');
  const { code } = await squall(['run', fixture('sessions.toml'), '--out', run, ...setup('user')]);
  assert.equal(code, 1);
  const report = readJson(join(run, 'report.json'));
  const look = report.phases[0].steps.find((step) => step.workload === 'stubborn');
  assert.equal(look.ok, 0);
  assert.equal(look.dropped, look.operations);
  assert.ok(report.examples.some((example) => example.step === 'log-in' && example.status === 404));
});
