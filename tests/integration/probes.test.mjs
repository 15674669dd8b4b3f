// Probes that are sampled while a run goes on, the look at the nodes, and the gates on both.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  events, fixture, lastLine, nothingLeft, processesOf, readJson, runFolder, scratch, squall, start, until,
} from './lib.mjs';

test('probes of every kind are sampled side by side, and gates judge them', async (t) => {
  const run = runFolder(t);
  const { code, stdout, stderr } = await squall(['run', fixture('probes.toml'), '--out', run]);
  assert.equal(code, 0, stdout + stderr);
  const report = readJson(join(run, 'report.json'));
  const probe = (name) => report.probes.find((each) => each.name === name);

  assert.equal(probe('memory').unit, 'bytes');
  assert.ok(probe('memory').samples >= 15, JSON.stringify(probe('memory')));
  assert.ok(probe('memory').value.min > 1e6 && probe('memory').met_share === 1);
  assert.equal(probe('memory').series.at_s.length, probe('memory').series.max.length);
  assert.ok(probe('alive').met_share < 1 && probe('alive').value.min === 0);
  assert.equal(probe('restarts').last, 1);
  assert.equal(probe('starts').last, 2);
  assert.ok(probe('peers').value.max >= 1);
  assert.ok(probe('files').value.min > 3 && probe('files').unit === 'count');
  // One that hangs and one that fails hold up no other.
  assert.ok(probe('hangs').samples >= 5 && probe('hangs').met === 0 && probe('hangs').value === null);
  assert.ok(probe('nobody').samples >= 15 && probe('nobody').met === 0);
  assert.ok(probe('while-broken').samples >= 5);
  assert.equal(probe('twice').samples, 2);
  assert.ok(report.hypotheses.some((each) => each.name === 'memory-stays' && each.met));

  const web = report.resources.find((each) => each.node === 'web[0]');
  assert.ok(web.samples >= 5 && web.rss_bytes.max > 1e6 && web.descriptors.max > 3 && web.cpu.max >= 0);
  assert.deepEqual(report.resources.map((each) => each.node), ['balancer', 'web[0]', 'web[1]']);
  assert.ok(report.gates.every((gate) => gate.verdict === 'pass'), JSON.stringify(report.gates));
  assert.match(stdout, /Probes +samples/);
  assert.match(readFileSync(join(run, 'summary.md'), 'utf8'), /\| memory \|/);

  // What was seen is written down when it changes, not each time.
  const nobody = events(run).filter((each) => each.event === 'probe_sampled' && each.probe === 'nobody');
  assert.equal(nobody.filter((each) => each.actual).length, 1);
  assert.deepEqual(processesOf(run), []);
  const sleeping = readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') === 'sleep\x004715\0';
    } catch {
      return false;
    }
  });
  assert.deepEqual(sleeping, []);
});

test('gates on samples fail and are inconclusive', async (t) => {
  const run = runFolder(t);
  const failing = await squall([
    'run', fixture('probes.toml'), '--out', run, '--set', 'gate.node-memory.expr=node(web[0]).rss_max <= 1MiB',
    '--set', 'gate.memory.min_samples=100000',
  ]);
  assert.equal(failing.code, 1, failing.stdout);
  assert.match(lastLine(failing.stdout), /node-memory.*MiB is not <= 1 MiB/);
  const report = readJson(join(run, 'report.json'));
  const verdicts = report.gates.filter((gate) => gate.name === 'memory').map((gate) => gate.verdict);
  assert.deepEqual([...new Set(verdicts)], ['inconclusive']);
});

test('unknown probes, nodes and fields are found before anything starts', async (t) => {
  const folder = scratch(t);
  const text = readFileSync(fixture('probes.toml'), 'utf8')
    .replace('topology = "topology.toml"', `topology = "${fixture('topology.toml')}"`)
    .replace('probe(memory).value_max', 'probe(memroy).value_max')
    .replace('node(web[0]).rss_max', 'node(web[2]).rss_max')
    .replace('node(balancer).cpu_mean', 'node(balancer).cpu_men')
    .replace('max = "1GiB"', 'max = "1s"');
  const file = join(folder, 'probes.toml');
  writeFileSync(file, text);
  const { code, stderr, stdout } = await squall(['check', file]);
  assert.equal(code, 64);
  const said = stdout + stderr;
  assert.match(said, /probes\.toml:\d+:\d+: error: 'expr': there is no probe 'memroy'[^?]*did you mean 'memory'\?/);
  assert.match(said, /web has no node \[2\]/);
  assert.match(said, /a node has no field 'cpu_men'[^?]*did you mean 'cpu_mean'\?/);
  assert.match(said, /'max' is of a size/);
});

test('a command of a probe does not outlive a harness that is killed', async (t) => {
  const run = runFolder(t);
  const running = start([
    'run', fixture('probes.toml'), '--out', run, '--set', 'probe.hangs.timeout=60s',
    '--set', "probe.hangs.run=['sh', '-c', 'sleep 4716 & sleep 4717']",
  ]);
  await until(() => processesOf(run).filter((each) => /^\d+ sleep 471[67]/.test(each)).length === 2, 20_000,
    'a command that runs');
  running.child.kill('SIGKILL');
  await running.done;
  await nothingLeft(run);
  assert.deepEqual(processesOf(run), []);
});

test('each client variant has samples and gates of its own', async (t) => {
  const folder = scratch(t);
  const run = runFolder(t);
  const file = join(folder, 'variants.toml');
  writeFileSync(file, `schema = 1
title = "Two policies"
topology = "${fixture('topology.toml')}"
[client]
deadline = "5s"
[[client.variant]]
name = "patient"
[[client.variant]]
name = "hasty"
retry = false
[[load]]
workload = "read"
rate = "20/s"
[[probe]]
name = "memory"
kind = "process"
node = "web[0]"
field = "rss"
interval = "200ms"
[[phase]]
kind = "baseline"
for = "2s"
[[gate]]
expr = "probe(memory).value_max <= 1GiB"
[[gate]]
name = "node"
expr = "node(web[0]).rss_max <= 1GiB"
`);
  const { code, stdout, stderr } = await squall(['run', file, '--out', run]);
  assert.equal(code, 0, stdout + stderr);
  const report = readJson(join(run, 'report.json'));
  assert.deepEqual(report.probes.map((probe) => probe.variant), ['patient', 'hasty']);
  for (const probe of report.probes) assert.ok(probe.samples >= 8 && probe.samples <= 16, JSON.stringify(probe));
  assert.equal(report.gates.length, 4);
  assert.ok(report.gates.every((gate) => gate.samples >= 1 && gate.samples <= 12));
  assert.equal(report.resources.find((each) => each.node === 'web[0]').node, 'web[0]');
});
