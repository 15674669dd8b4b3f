// Every fault of nodes on the fixture: that it bites, is proven and ends; and what is undone when
// the harness dies in the middle of it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  binary, events, fixture, groupsOf, mountsIn, processesOf, readJson, runFolder, scratch, squall, start, until,
} from './lib.mjs';

// Root may not everywhere: some containers forbid it.
function mayMount(t) {
  const folder = scratch(t);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', 'squall-test', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  return mounted;
}

// For `run` on strained.toml: what this machine cannot do is left out.
const withoutDisks = (t) => (mayMount(t) ? [] : ['no-room.fault.disk_full', 'slow-disk.fault.disk_slow']
  .flatMap((fault) => ['--set', `phase.${fault}.enabled=false`]));

async function proven(t, file, ...args) {
  const run = runFolder(t);
  const { code, stdout, stderr } = await squall(['run', fixture(file), '--out', run, ...args]);
  assert.equal(code, 0, stdout + stderr);
  const report = readJson(join(run, 'report.json'));
  for (const { name, evidence } of report.faults) {
    assert.equal(evidence.confirmed, true, `${name}: ${evidence.what}`);
  }
  assert.deepEqual(report.cleanup.residue, []);
  assert.deepEqual(processesOf(run), []);
  assert.deepEqual(groupsOf(run), []);
  assert.deepEqual(mountsIn(run), []);
  return {
    run,
    phase: Object.fromEntries(report.phases.map((one) => [one.name, one])),
    fault: Object.fromEntries(report.faults.map((one) => [one.name, one])),
  };
}

test('restarts, requests, commands and the balancer: proven, and undone', async (t) => {
  const { phase, run } = await proven(t, 'actions.toml');
  const healed = events(run).find((event) => event.event === 'fault_healed' && event.fault === 'crash-loop');
  assert.match(JSON.stringify(healed), /restarted 3 times/);
  assert.ok(phase.maintenance.errors.http_5xx > 5, JSON.stringify(phase.maintenance.errors));
  assert.ok(phase.recovery.availability > 0.9, JSON.stringify(phase.recovery));
});

test('too little of everything: proven, and over', async (t) => {
  const { phase, fault } = await proven(t, 'strained.toml', ...withoutDisks(t));
  assert.match(fault.clock.evidence.what, /-7[12]\d\d s off/);
  assert.match(fault['cpu-by-signals'].evidence.what, /was not stopped in/);
  const { faults } = JSON.parse((await squall(['doctor', '--json', fixture('topology.toml')])).stdout);
  const netem = faults.find(({ kind }) => kind === 'netem');
  assert.equal(netem.available, false);
  assert.match(netem.what, /^this kernel has (none|it, Squall does not use it): latency/);
  const quota = faults.find(({ kind }) => kind === 'cpu').what.startsWith('by a quota');
  assert.match(fault.cpu.evidence.what, quota ? /its group .* was held back [1-9]/ : /was not stopped in/);
  assert.ok(phase.recovery.availability > 0.9, JSON.stringify(phase.recovery));
});

test('every kind of fault of nodes stands in a scenario of these tests', async () => {
  const { stdout } = await squall(['kinds', 'fault']);
  const known = [...stdout.matchAll(/^ {2}(\w+)/gm)].map((match) => match[1]).sort();
  const used = ['actions', 'strained', 'kill', 'hang', 'ended']
    .flatMap((name) => [...readFileSync(fixture(`${name}.toml`), 'utf8')
      .matchAll(/^\[\[phase\.fault\]\](?:\n(?!\[).*)*?\nkind = "(\w+)"/gm)].map((match) => match[1]));
  assert.deepEqual([...new Set(used)].sort(), known);
});

test('a node that is asked to end is proven, and comes back', async (t) => {
  await proven(t, 'ended.toml');
});

test('what was to be seen before the fault is no proof, and the run is inconclusive', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout } = await squall([
    'run', fixture('actions.toml'), '--out', run,
    '--set', 'phase.maintenance.fault.http.proof.expect.status=200',
    '--set', 'phase.maintenance.fault.http.proof.url={node.url}/ready',
  ]);
  assert.equal(code, 2, stdout);
  const { faults } = readJson(join(run, 'report.json'));
  const { evidence } = faults.find(({ name }) => name === 'http');
  assert.match(evidence.what, /as before the fault: that proves nothing/);
});

test('what cannot be healed is left behind: exit code 5, until cleanup can undo it', async (t) => {
  const run = runFolder(t);
  const may = join(scratch(t), 'may');
  const { code, stdout } = await squall(['run', fixture('actions.toml'), '--out', run,
    '--set', `phase.by-hand.fault.exec.undo=["test", "-e", "${may}"]`]);
  assert.equal(code, 5, stdout);
  const { cleanup, faults } = readJson(join(run, 'report.json'));
  assert.match(cleanup.residue.join(), /test -e .*may ended with exit code 1$/);
  assert.equal(faults.find(({ name }) => name === 'exec').heal_ok, false);
  const healings = events(run).filter((event) => event.event === 'fault_healed' && event.fault === 'exec');
  assert.deepEqual(healings.map(({ ok }) => ok), [false, false]);
  assert.equal((await squall(['cleanup', run])).code, 5);
  writeFileSync(may, '');
  const cleaned = await squall(['cleanup', run]);
  assert.equal(cleaned.code, 0, cleaned.stdout);
  assert.match(cleaned.stdout, /ended with exit code 0\n.*nothing is left/);
  assert.ok(!existsSync(join(run, 'ledger.jsonl')));
});

test('a clock that is off by less than a Date can show needs a proof of its own', async () => {
  const check = (...sets) => squall(['check', fixture('strained.toml'), '--set', 'phase.wrong-time.fault.clock.by=2s',
    ...sets.flatMap((set) => ['--set', set])]);
  const refused = await check();
  assert.equal(refused.code, 64);
  assert.match(refused.stdout + refused.stderr, /can't show a clock that is 2s off/);
  const proven = await check('phase.wrong-time.fault.clock.proof={ url = "{node.url}/", expect = { status = 200 } }');
  assert.equal(proven.code, 0, proven.stdout + proven.stderr);
});

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a setting of a system that goes on without the harness is undone by the reaper', async (t) => {
  const folder = scratch(t);
  const port = await freePort();
  const server = spawn('node', [join(dirname(fixture('x')), 'server.mjs')],
                       { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' });
  t.after(() => server.kill());
  const url = `http://127.0.0.1:${port}`;
  const mode = async () => (await (await fetch(`${url}/mode`)).json()).mode;
  await until(() => mode().catch(() => null), 60_000, 'the server');

  writeFileSync(join(folder, 'topology.toml'), `schema = 1
name = "outside"
[[service]]
name = "web"
driver = "external"
addresses = ["${url}"]
[[workload]]
name = "read"
[[workload.step]]
name = "get"
url = "{web.url}/ready"
expect = { status = 200 }
`);
  const mark = join(folder, 'marked');
  writeFileSync(join(folder, 's.toml'), `schema = 1
title = "A setting, and a file"
topology = "topology.toml"
[[load]]
workload = "read"
rate = "20/s"
[[phase]]
name = "maintenance"
kind = "fault"
for = "60s"
[[phase.fault]]
kind = "http"
target = "web"
url = "{node.url}/mode"
body = '{{"mode": "maintenance"}'
undo = { url = "{node.url}/mode", body = '{{"mode": "normal"}' }
proof = { url = "{node.url}/", expect = { status = 503 } }
[[phase.fault]]
kind = "exec"
target = "web"
run = ["touch", "${mark}"]
undo = ["rm", "-f", "${mark}"]
proof = { url = "{node.url}/", expect = { status = 503 } }
[[gate]]
expr = "availability >= 0%"
`);
  const run = join(folder, 'run');
  const running = start(['run', join(folder, 's.toml'), '--out', run]);
  await until(async () => (await mode()) === 'maintenance' && existsSync(mark), 60_000, 'the faults');
  assert.equal(statSync(join(run, 'ledger.jsonl')).mode & 0o777, 0o600, 'the ledger is not for others');
  running.child.kill('SIGKILL');
  await running.done;
  await until(async () => (await mode()) === 'normal' && !existsSync(mark), 15_000, 'the undo');
  await until(() => existsSync(join(run, 'cleanup.json')), 15_000, 'the report of the reaper');
  const { undone, residue } = readJson(join(run, 'cleanup.json'));
  assert.deepEqual(residue, []);
  assert.ok(undone.some((line) => line.includes('/mode answered 200')), undone.join('\n'));
});

test('a harness that is killed leaves no group of processes, no disk, and nobody who is stuck', async (t) => {
  const run = runFolder(t);
  const running = start(['run', fixture('strained.toml'), '--out', run, ...withoutDisks(t)]);
  const injected = () => existsSync(join(run, 'journal.jsonl'))
    && events(run).some(({ event, fault }) => event === 'fault_injected' && fault === 'cpu');
  await until(injected, 60_000, 'the first fault');
  const before = [...groupsOf(run), ...mountsIn(run)];
  running.child.kill('SIGKILL');
  await running.done;
  await until(() => existsSync(join(run, 'cleanup.json')), 15_000, 'the report of the reaper');
  const { undone, residue } = readJson(join(run, 'cleanup.json'));
  assert.deepEqual(residue, []);
  assert.deepEqual([...processesOf(run), ...groupsOf(run), ...mountsIn(run)], []);
  const gone = undone.filter((line) => / (unmounted|removed)$/.test(line));
  assert.ok(gone.length >= 1 + new Set(before.map((line) => line.split(' ')[1] ?? line)).size, undone.join('\n'));
});

test('what a machine lacks for a fault is said before anything starts, unless the fault is off', async (t) => {
  // A user of no privileges, who cannot have opened /dev/fuse.
  if (process.getuid() !== 0) return;
  const folder = scratch(t);
  chmodSync(folder, 0o777);
  const args = ['--reuid', '65534', '--regid', '65534', '--clear-groups', binary, 'run',
                fixture('strained.toml')];
  const env = { ...process.env, HOME: folder, TMPDIR: folder };
  const set = ['--set', 'phase.no-room.fault.disk_full.enabled=false'];
  const refused = spawnSync('setpriv', [...args, ...set, '--out', join(folder, 'refused')], { env, encoding: 'utf8' });
  assert.equal(refused.status, 4, refused.stdout + refused.stderr);
  assert.match(refused.stdout + refused.stderr, /the fault 'disk_slow' needs to mount .*\/dev\/fuse: Permission denied/);
  const { faults } = readJson(join(folder, 'refused', 'report.json'));
  assert.equal(faults.filter(({ injected_at_s: at }) => at !== null && at !== undefined).length, 0);
});
