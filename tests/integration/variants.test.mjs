// Client variants: the same phases under the same faults and the same arrivals, once with each
// policy, and side by side in the report.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { events, fixture, processesOf, readJson, scratch, squall, start, until } from './lib.mjs';

const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const kReports = ['report.json', 'report.html', 'junit.xml', 'summary.md'];

test('two policies go through the same outage, and the report shows what each is worth', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(
    ['run', fixture('policies.toml'), '--out', run, '--seed', '7']);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stderr, /variant 1 of 2: no-retry/);
  assert.match(stderr, /variant 2 of 2: three-retries/);
  assert.match(stdout, /^Client policies +no-retry +three-retries$/m);

  const report = readJson(join(run, 'report.json'));
  const [none, retries] = report.variants;
  assert.deepEqual([none.name, retries.name], ['no-retry', 'three-retries']);
  assert.match(retries.settings, /^retry = \{ max = 3/);
  assert.deepEqual(none.phases, ['killed']);
  // A request without retries is lost for as long as the node is gone; the others wait it out.
  assert.ok(none.errors.connect_refused > 5, JSON.stringify(none));
  assert.ok(retries.availability > none.availability, `${retries.availability}, ${none.availability}`);
  assert.equal(none.retries, 0);
  assert.equal(none.retry_amplification, 1);
  assert.ok(retries.retries > 0 && retries.retry_amplification > 1, JSON.stringify(retries));

  assert.deepEqual(report.phases.map((phase) => `${phase.variant}/${phase.name}`), [
    'no-retry/baseline', 'no-retry/killed', 'no-retry/recovery',
    'three-retries/baseline', 'three-retries/killed', 'three-retries/recovery',
  ]);
  assert.deepEqual(report.faults.map((fault) => [fault.variant, fault.evidence.confirmed]),
                   [['no-retry', true], ['three-retries', true]]);
  assert.deepEqual(report.gates.map((gate) => `${gate.variant}/${gate.name}`), [
    'no-retry/availability', 'three-retries/availability', 'three-retries/does-not-pile-on',
  ]);
  const checks = report.hypotheses.map(({ variant, when, met }) => `${variant} ${when} ${met}`);
  assert.deepEqual(checks, ['no-retry start true', 'no-retry end true', 'three-retries start true',
                            'three-retries end true']);

  const before = kReports.map((name) => digest(join(run, name)));
  const rebuilt = await squall(['report', run, '-q']);
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  assert.deepEqual(kReports.map((name) => digest(join(run, name))), before);
});

test('--variant runs some of them alone, and an unknown one starts nothing', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(
    ['run', fixture('policies.toml'), '--out', run, '--variant', 'three-retries', '--no-faults']);
  assert.ok(code === 0 || code === 2, stdout + stderr);
  const report = readJson(join(run, 'report.json'));
  assert.deepEqual(report.variants.map((variant) => variant.name), ['three-retries']);

  const unknown = await squall(['run', fixture('policies.toml'), '--variant', 'tree-retries']);
  assert.equal(unknown.code, 64);
  assert.match(unknown.stderr, /--variant 'tree-retries'.*no such client variant/);
  assert.match(unknown.stderr, /did you mean 'three-retries'/);
});

test('a run that is stopped in its second variant heals, and reports the first', async (t) => {
  const run = join(scratch(t), 'run');
  const running = start(['run', fixture('policies.toml'), '--out', run]);
  await until(() => /variant 2 of 2[^]*fault kill: pid/.test(running.output()), 300_000,
              'the fault of the second variant');
  running.child.kill('SIGINT');
  const { code, stdout } = await running.done;
  assert.equal(code, 130, stdout);
  assert.deepEqual(processesOf(run), []);
  const report = readJson(join(run, 'report.json'));
  assert.deepEqual(report.variants.map((variant) => variant.complete), [true, false]);
  assert.ok(report.gates.some((gate) => gate.variant === 'no-retry' && gate.verdict === 'pass'));
});

test('a system that is not steady again before the next variant ends the run', async (t) => {
  const run = join(scratch(t), 'run');
  // The killed node is not started again, so that the second variant finds it missing.
  const { code, stdout } = await squall([
    'run', fixture('policies.toml'), '--out', run, '--set', 'phase.killed.fault.kill.heal=none',
    '--set', 'phase.recovery.timeout=1s', '--set', 'hypothesis.answers.within=500ms',
    '--set', 'hypothesis.answers.mode=start',
  ]);
  assert.equal(code, 1, stdout);
  const report = readJson(join(run, 'report.json'));
  assert.equal(report.status, 'aborted');
  assert.match(report.reasons[0], /^variant three-retries: hypothesis answers \(start\) was not met/);
  assert.equal(events(run).filter((event) => event.event === 'phase_started').length, 3);
  assert.ok(report.gates.every((gate) => gate.variant === 'no-retry'));
});
