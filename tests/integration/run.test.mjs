// Whole runs on the fixture: verdicts, exit codes, files, and the promise that reports are a
// function of the records.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  events, filesBelow, fixture, lastLine, processesOf, readJson, root, scratch, sleep, squall, start, until,
} from './lib.mjs';

const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const kReports = ['report.json', 'report.html', 'junit.xml', 'summary.md'];

test('a killed node is survived, proven, healed and reported', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', fixture('kill.toml'), '--out', run, '--seed', '7']);
  assert.equal(code, 0, stdout + stderr);
  assert.match(lastLine(stdout), /pass/i);
  assert.ok(stdout.split('\n').length <= 45, `the summary is short:\n${stdout}`);

  const report = readJson(join(run, 'report.json'));
  assert.equal(report.verdict, 'pass');
  assert.equal(report.status, 'completed');
  assert.equal(report.exit_code, 0);
  assert.equal(report.seed, 7);
  assert.deepEqual(report.phases.map((phase) => phase.name), ['warmup', 'baseline', 'killed', 'recovery']);
  const [fault] = report.faults;
  assert.equal(fault.evidence.confirmed, true);
  assert.match(fault.evidence.what, /gone/);
  assert.ok(fault.healed_at_s > fault.injected_at_s);
  assert.deepEqual(report.cleanup.residue, []);
  const baseline = report.phases[1];
  assert.ok(baseline.operations > 60 && baseline.availability > 0.99, JSON.stringify(baseline));
  assert.deepEqual(processesOf(run), []);

  const before = kReports.map((name) => digest(join(run, name)));
  const rebuilt = await squall(['report', run, '-q'], { env: { TZ: 'Asia/Tokyo', LC_ALL: 'C' } });
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  assert.deepEqual(kReports.map((name) => digest(join(run, name))), before);
});

test('a gate that cannot be met fails the run, and the last line says why', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout } = await squall([
    'run', fixture('kill.toml'), '--out', run, '--set', 'gate.availability.expr=availability >= 1.01',
  ]);
  assert.equal(code, 1);
  assert.match(lastLine(stdout), /fail.*availability/i);
  const report = readJson(join(run, 'report.json'));
  assert.equal(report.verdict, 'fail');
  assert.match(report.reasons[0], /availability/);
});

test('hanging nodes are seen as time-outs, and continue', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', fixture('hang.toml'), '--out', run]);
  assert.equal(code, 0, stdout + stderr);
  const report = readJson(join(run, 'report.json'));
  const [fault] = report.faults;
  assert.equal(fault.impact, true);
  assert.equal(fault.evidence.confirmed, true);
  assert.ok(fault.time_to_detect_s < 1.5, `detected after ${fault.time_to_detect_s} s`);
});

test('too few samples are inconclusive, never a pass', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout } = await squall([
    'run', fixture('kill.toml'), '--out', run, '--set', 'gate.availability.min_samples=100000',
  ]);
  assert.equal(code, 2, stdout);
  assert.match(lastLine(stdout), /inconclusive/i);
});

test('the control run injects nothing', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout } = await squall(['run', fixture('kill.toml'), '--out', run, '--no-faults']);
  assert.ok(code === 0 || code === 2, stdout);
  assert.equal(events(run).filter((event) => event.event === 'fault_injected').length, 0);
});

for (const [signal, expected] of [['SIGINT', 130], ['SIGTERM', 143]]) {
  test(`${signal} heals, cleans up, reports and ends with ${expected}`, async (t) => {
    const run = join(scratch(t), 'run');
    const running = start(['run', fixture('kill.toml'), '--out', run]);
    await until(() => running.output().includes('phase killed'), 120_000, 'the fault phase');
    running.child.kill(signal);
    const { code, stdout } = await running.done;
    assert.equal(code, expected, stdout);
    assert.deepEqual(processesOf(run), []);
    const report = readJson(join(run, 'report.json'));
    assert.equal(report.status, 'interrupted');
    assert.equal(report.exit_code, expected);
  });
}

test('what was under way at Ctrl-C has not failed: nobody knows how it would have ended', async (t) => {
  const run = join(scratch(t), 'run');
  const short = join(root, 'tests', 'fixtures', 'limited', 'short.toml');
  const running = start(['run', short, '--out', run, '--set', 'phase.baseline.for=60s',
                         '--set', 'variable.rate.value=0.2']);  // The first answer after 5 s.
  await until(() => running.output().includes('phase baseline'), 60_000, 'the phase');
  await sleep(200);
  running.child.kill('SIGINT');
  const { code, stdout } = await running.done;
  assert.equal(code, 130, stdout);
  const report = readJson(join(run, 'report.json'));
  assert.match(report.reasons[0], /^interrupted by signal 2; what was under way then \(\d+\) counts in no figure$/);
  assert.equal(report.phases[0].operations, 0);
  assert.notEqual(report.gates[0].verdict, 'fail');
  // It was begun all the same.
  assert.ok(report.generator.late_start_ms.max !== null);
  assert.ok(report.timeline.in_flight.some((operations) => operations > 0));
});

test('secrets are found nowhere in the run directory', async (t) => {
  const run = join(scratch(t), 'run');
  // The login workload fails here, so that its request stands among the examples.
  const { code } = await squall([
    'run', fixture('kill.toml'), '--out', run, '--set', 'phase.killed.fault.kill.target=web[0]',
    '--set', 'load.login.phases=["killed"]',
  ]);
  assert.ok([0, 1].includes(code));
  for (const file of filesBelow(run)) {
    const text = readFileSync(file, 'latin1');
    assert.ok(!text.includes('s3cret-of-the-fixture'), `the password stands in ${file}`);
    assert.ok(!/Bearer [0-9a-f]{32}/.test(text), `a token stands in ${file}`);
  }
});

test('a listener on all addresses is warned of', async (t) => {
  const run = join(scratch(t), 'run');
  await squall(['run', fixture('kill.toml'), '--out', run, '--set', 'service.web.env.HOST=any']);
  const report = readJson(join(run, 'report.json'));
  assert.ok(report.warnings.some((warning) => /listen/.test(JSON.stringify(warning))),
            JSON.stringify(report.warnings));
});

test('a run directory that holds a run is not used again', async (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, 'journal.jsonl'), 'precious\n');
  const { code, stderr } = await squall(['run', fixture('kill.toml'), '--out', folder]);
  assert.notEqual(code, 0);
  assert.match(stderr, /already holds a run/);
  assert.equal(readFileSync(join(folder, 'journal.jsonl'), 'utf8'), 'precious\n');
  assert.ok(!existsSync(join(folder, 'operations.bin')));
});

test("the balancer's own view of its servers is recorded, and with it when it noticed", async (t) => {
  const run = join(scratch(t), 'run');
  const { stdout } = await squall(['run', fixture('kill.toml'), '--out', run,
    '--set', 'service.balancer.backends.timeout=20s']);
  const report = readJson(join(run, 'report.json'));
  const changes = events(run).filter(({ event }) => event === 'backend_changed');
  assert.deepEqual(changes.slice(0, 2).map(({ server, node, state }) => [server, node, state]).sort(),
    [['web/web0', 'web[0]', 'up'], ['web/web1', 'web[1]', 'up']]);
  const [fault] = report.faults;
  assert.equal(fault.detected_by.length, 1, JSON.stringify(report.faults));
  const [{ by, what, after_s }] = fault.detected_by;
  assert.deepEqual([by, what], ['balancer', 'web/web1 is down']);
  // Two failed checks, 100 ms apart, and a look every 100 ms; more where the machine is busy.
  assert.ok(after_s > 0.05 && after_s < 3, `${after_s} s`);
  assert.match(stdout, /noticed by +balancer after \S+ \S+ \(web\/web1 is down\)/);
  const lane = report.backends.find(({ node }) => node === 'web[1]');
  assert.ok(lane.spans.some(({ state }) => state === 'down'), JSON.stringify(lane));
  assert.ok(!changes.some(({ state }) => state === 'unknown'), JSON.stringify(changes));
  // HAProxy says so itself, on its standard error.
  const log = fault.logs.find(({ node }) => node === 'balancer');
  assert.match(log?.during.join('\n') ?? '', /Server web\/web1 is DOWN/, JSON.stringify(fault.logs));
});

test('a balancer that hangs is not asked in vain for ever, and holds nothing up', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout } = await squall(['run', fixture('kill.toml'), '--out', run,
    '--set', 'phase.killed.fault.kill.kind=stop', '--set', 'phase.killed.fault.kill.target=balancer',
    '--set', 'gate.availability.expr=availability >= 0%']);
  assert.ok([0, 1].includes(code), stdout);
  const seen = events(run).filter(({ event }) => event === 'backend_changed').map(({ state }) => state);
  assert.ok(seen.includes('unknown') && seen.at(-1) === 'up', seen.join(' '));
});
