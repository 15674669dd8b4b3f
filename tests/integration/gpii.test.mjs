// The flagship: the real GPII cloud on real HAProxy and real databases.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  events, filesBelow, lastLine, nothingLeft, processesOf, readJson, root, schemaErrors, scratch, squall, start,
  until,
} from './lib.mjs';

const gpii = (name) => join(root, 'scenarios', 'gpii', name);
const scenarios = readdirSync(gpii('.')).filter((name) => name.endsWith('.toml'));
const short = ['phase.warmup.for=1s', 'phase.baseline.for=5s', 'phase.node-killed.for=6s',
               'phase.node-killed.fault.kill-node.for=2s', 'gate.availability.min_samples=20',
               'gate.read-latency.min_samples=10'].flatMap((set) => ['--set', set]);
const kSecrets = ['pilot-computer-secret'];

test('every file is without mistakes', async () => {
  const { code, stderr } = await squall(['check', ...scenarios.map(gpii)]);
  assert.equal(code, 0, stderr);
});

// Whether clients are served in time depends on the machine too. A neighbour who takes its cores for
// ten seconds may spoil one run, and two if they say that it was he; all else must hold in whichever
// run counts.
async function runTwiceAtMost(t, flavour) {
  for (const last of [false, true]) {
    const run = join(scratch(t), 'run');
    const { code, stdout, stderr } = await squall(
      ['run', gpii('couchdb-node-killed.toml'), '--out', run, '--set', `flavour=${flavour}`]);
    if (code === 0) return run;
    t.diagnostic(lastLine(stdout));
    const { reasons, machine } = readJson(join(run, 'report.json'));
    const late = /^gate (healthy-before|availability|read-latency|time-to-recover|retries) /;
    const onlyLate = [1, 2].includes(code) && reasons.every((reason) => late.test(reason));
    assert.ok(onlyLate && (!last || machine.others_share > 0.1), `exit ${code}\n${stdout}${stderr}`);
    if (last) return run;
  }
}

async function nodeKilled(t, flavour) {
  const run = await runTwiceAtMost(t, flavour);
  const report = readJson(join(run, 'report.json'));
  assert.equal(await schemaErrors(run), '');
  assert.equal(report.topology.flavour, flavour);
  assert.equal(report.topology.services.flatMap((service) => service.nodes).length, 6);
  assert.equal(report.faults[0].evidence.confirmed, true);
  assert.deepEqual(report.cleanup.residue, []);
  assert.deepEqual(report.warnings, [], 'nothing listens on other addresses than loopback');
  assert.deepEqual(processesOf(run), []);

  // What the harness wrote itself; the logs are the system's own.
  for (const file of filesBelow(run).filter((path) => !path.includes('/logs/'))) {
    const text = readFileSync(file, 'latin1');
    for (const secret of kSecrets) assert.ok(!text.includes(secret), `${secret} stands in ${file}`);
    assert.ok(!/Bearer [0-9a-zA-Z]{16}/.test(text), `a token stands in ${file}`);
    assert.ok(!/squall:[0-9a-zA-Z]{24}@/.test(text), `a password stands in ${file}`);
  }
  const ready = events(run).find((event) => event.event === 'topology_resolved').at_ns / 1e9;
  t.diagnostic(`${flavour}: ready after ${ready.toFixed(1)} s, late start p99 ` +
               `${report.generator.late_start_ms.p99} ms`);
}

test('PouchDB: the node in use is killed, and clients are served', (t) => nodeKilled(t, 'pouchdb'));

const couchdb = ['/opt/couchdb', process.env.COUCHDB_HOME].some(
  (home) => home && existsSync(join(home, 'bin', 'couchdb')));
test('CouchDB: the node in use is killed, and clients are served',
     { skip: couchdb ? false : 'there is no Apache CouchDB on this machine' },
     (t) => nodeKilled(t, 'couchdb'));

test('a limit that cannot be met fails the run and is named in its last line', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout } = await squall(
    ['run', gpii('couchdb-node-killed.toml'), '--out', run, '--set', 'flavour=pouchdb', ...short,
     '--set', 'machine.max_others=100%', '--set', 'gate.availability.expr=availability >= 1.01',
     '--set', 'gate.healthy-before.expr=availability >= 1%']);
  assert.equal(code, 1, stdout);
  assert.match(lastLine(stdout), /FAIL: gate availability/);
  assert.match(readJson(join(run, 'report.json')).reasons[0], /gate availability/);
});

test('nothing of the cloud is left 5 s after the harness was killed', async (t) => {
  const run = join(scratch(t), 'run');
  const running = start(
    ['run', gpii('couchdb-node-killed.toml'), '--out', run, '--set', 'flavour=pouchdb', ...short]);
  await until(() => running.output().includes('fault kill-node'), 600_000, 'the fault is in');
  running.child.kill('SIGKILL');
  await running.done;
  await nothingLeft(run);
  const report = await squall(['report', run]);
  assert.equal(report.code, 0, report.stderr);
  assert.match(lastLine(report.stdout), /killed/);
});
