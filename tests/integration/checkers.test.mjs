// Checkers and gates on a store with a planted fault: each is convicted by its judge, and the sound
// store passes them all.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJson, root, scratch, squall } from './lib.mjs';

const file = join(root, 'tests', 'fixtures', 'planted', 'judged.toml');

const deletes = join(root, 'tests', 'fixtures', 'planted', 'deletes.toml');

const run = (t, planted, ...args) => runOf(file, t, planted, ...args);

async function runOf(scenario, t, planted, ...args) {
  const folder = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', scenario, '--out', folder,
    '--set', `variable.planted.value=${planted}`, ...args]);
  const report = readJson(join(folder, 'report.json'));
  assert.deepEqual(report.cleanup.residue, [], stdout + stderr);
  const failed = [...report.checkers, ...report.gates]
    .filter(({ verdict }) => verdict === 'fail').map(({ name }) => name);
  const checker = Object.fromEntries(report.checkers.map((each) => [each.name, each]));
  const gate = Object.fromEntries(report.gates.map((each) => [each.name, each]));
  return { code, output: stdout + stderr, report, failed, checker, gate };
}

const first = (checker) => checker.examples[0].text;

test('a sound store passes every judge, and each of them had something to judge', async (t) => {
  const { code, output, checker, report } = await run(t, 'none');
  assert.equal(code, 0, output);
  assert.ok(checker.durability.counts.acknowledged > 100);
  assert.equal(checker.durability.counts.keys, 6);
  assert.ok(checker.staleness.counts.reads > 100);
  assert.equal(checker.linearizability.counts.unknown, 0);
  assert.equal(checker.convergence.counts.keys, 6);
  assert.equal(checker.exactly_once.counts.keys, 4);
  assert.equal(checker.session_survival.counts.survived, 4);
  assert.ok(checker.at_most_one.counts.held > 20);
  assert.equal(checker.at_most_one_in_logs.counts.held, 2);  // Node 0, and once more after its death.
  assert.equal(checker.durability.rpo_s, 0);
  // What the harness reads by itself counts in no figure.
  const names = new Set(report.phases.flatMap(({ steps }) => steps.map(({ load }) => load)));
  assert.deepEqual([...names].sort(), ['counts', 'edits', 'shoppers']);
  // Nor is what it did not get an example of what clients lived through.
  assert.deepEqual(report.examples.filter(({ load }) => !names.has(load)), []);
});

test('a read-back that cannot begin after the load leaves its checker in doubt, and the run stands', async (t) => {
  const { code, output, checker, gate, report } = await run(
    t, 'none', '--set', 'workload.read-item.step.read.url=http://{var.planted}.invalid/item/{key}');
  assert.equal(code, 2, output);
  assert.equal(report.status, 'completed');
  assert.match(output, /nothing could be read back: .*none\.invalid/);
  assert.equal(checker.durability.verdict, 'inconclusive');
  assert.match(checker.durability.reason, /could not be read back/);
  assert.equal(gate['no-silence'].verdict, 'pass', 'what clients saw is judged all the same');
});

const convictions = {
  forgets: ['durability', /^key item-\d: the write acknowledged with 201 at [\d.]+ s is lost; the key has no value$/],
  early: ['durability', /is lost|stands there/],
  cache: ['staleness', /^key item-\d: a read found a value that had been old for [\d.]+ m?s, though the same user/],
  splits: ['convergence', /^key item-\d: store\[0\] and store\[1\] have different values at the end$/],
  twice: ['exactly_once', /^key count-\d: \d+( to \d+)? operations took effect \d+ times$/],
  'no-sessions': ['session_survival', /^user \d of shoppers: the session opened at [\d.]+ s no longer worked/],
  'both-lead': ['at_most_one', /^store\[\d\] and store\[\d\] both held it from [\d.]+ s to [\d.]+ s$/],
};

// What a fault leaves to be seen at the end must not be written over.
const killedAtOnce = ['load.edits.phases=["baseline"]', 'phase.baseline.for=800ms',
  'phase.killed.fault.kill.at=0ms'];
const quiet = {
  forgets: killedAtOnce,
  early: killedAtOnce,
  // A node that is long in coming back would leave little to be written while they are apart.
  splits: ['load.edits.phases=["baseline", "apart"]', 'load.edits.think=400ms',
    'phase.killed.fault.kill.enabled=false', 'phase.apart.fault.partition.for=1800ms'],
};

for (const [planted, [judge, evidence]] of Object.entries(convictions)) {
  test(`a store that ${planted}: ${judge} convicts it`, async (t) => {
    const sets = (quiet[planted] ?? []).flatMap((set) => ['--set', set]);
    const { code, output, failed, checker, report } = await run(t, planted, ...sets);
    assert.equal(code, 1, output);
    assert.ok(failed.includes(judge), `${failed}\n${output}`);
    assert.match(first(checker[judge]), evidence);
    assert.ok(report.reasons.includes(`checker ${judge}: ${first(checker[judge])}`), output);
  });
}

test('a store that both-lead: the lines of its logs convict it as well', async (t) => {
  const { failed, checker, output } = await run(t, 'both-lead',
    '--set', 'checker.at_most_one.overlap=60s');
  assert.ok(failed.includes('at_most_one_in_logs'), output);
  assert.ok(!failed.includes('at_most_one'), output);
  assert.match(first(checker.at_most_one_in_logs), convictions['both-lead'][1]);
});

test('a sound store keeps deleted what was deleted, and its recovery is within the gates',
     async (t) => {
  const { code, output, checker, gate, report } = await runOf(deletes, t, 'none');
  assert.equal(code, 0, output);
  assert.ok(checker.durability.counts.deletes > 30, output);
  assert.equal(checker.durability.counts.resurrected, 0);
  assert.ok(checker.staleness.counts.reads > 60, output);
  assert.ok(checker.convergence.counts.keys > 30, output);
  // That a deleted key has no value is an answer.
  assert.doesNotMatch(output, /gave no value/);
  assert.equal(gate.rpo.actual, 0);
  assert.ok(gate.rto.actual > 0.3, output);
  assert.equal(gate.rto.actual, report.faults[0].rto_s);
  const [slo] = report.slos;
  assert.ok(slo.bad > 0 && slo.operations > 200, output);
  assert.ok(Math.abs(slo.spent_s - slo.bad / slo.operations * slo.stretch_s) < 0.002);
  assert.match(output, /served +99.9 % ok in 30 d: spent [\d.]+ m?s of 43 m 12 s/);
});

test('a store that undeletes: what was deleted comes back, and durability and rpo convict it',
     async (t) => {
  const { code, output, failed, checker, gate } = await runOf(deletes, t, 'undeletes');
  assert.equal(code, 1, output);
  assert.deepEqual(failed, ['durability', 'rpo'], output);
  assert.equal(checker.durability.counts.resurrected, checker.durability.counts.lost);
  assert.match(first(checker.durability),
               /^key item-\d+: the delete acknowledged with 200 at [\d.]+ s is lost; the value acknowledged at [\d.]+ s stands there again$/);
  // From the first delete, in the baseline of 1.5 s, to the kill.
  assert.ok(gate.rpo.actual > 1 && gate.rpo.actual < 2, output);
});

test('a store that has a cache: what was deleted is still read, and staleness convicts it',
     async (t) => {
  const { code, output, failed, checker } = await runOf(deletes, t, 'cache');
  assert.equal(code, 1, output);
  assert.deepEqual(failed, ['staleness'], output);
  assert.equal(checker.staleness.counts.own_writes, checker.staleness.counts.stale);
  assert.match(first(checker.staleness),
               /^key item-\d+: a read found a value that had been old for [\d.]+ m?s, though the same user had deleted it$/);
});

test('a store that one-deletes: a copy misses what was deleted, and convergence convicts it',
     async (t) => {
  const { code, output, failed, checker } = await runOf(deletes, t, 'one-deletes');
  assert.equal(code, 1, output);
  assert.deepEqual(failed, ['convergence'], output);
  // But of what the other node had never got, as this one was killed.
  assert.ok(checker.convergence.counts.diverged > 30, output);
  assert.match(first(checker.convergence),
               /^key item-\d+: store\[1\] has a value at the end, and store\[0\] has none$/);
});

test('what was read only before the load tells nothing of what was written in it', async (t) => {
  const { code, report } = await run(t, 'none', '--set', 'checker.durability.when=["before"]');
  assert.equal(code, 2);
  assert.match(report.checkers[0].reason, /^key item-\d could not be read back$/);
});

const gates = {
  empty: ['no-empty-answers', 'unexpected_body'],
  hangs: ['no-silence', 'attempt_timeout'],
  masks: ['no-masked-outage', 'http_4xx'],
};

for (const [planted, [gate, error]] of Object.entries(gates)) {
  test(`a store that ${planted} after a restart: the gate ${gate} convicts it`, async (t) => {
    const { code, output, failed, report } = await run(t, planted);
    assert.equal(code, 1, output);
    assert.ok(failed.includes(gate), `${failed}\n${output}`);
    assert.ok(report.examples.some((example) => example.error === error), output);
  });
}
