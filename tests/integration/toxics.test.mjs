// Every toxic on the fixture's links: that it bites, is proven and ends; and what cannot be broken.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { events, fixture, processesOf, readJson, scratch, squall } from './lib.mjs';

test('every toxic has evidence, and clients live through what it says', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', fixture('toxics.toml'), '--out', run, '--seed', '3']);
  assert.equal(code, 0, stdout + stderr);
  const report = readJson(join(run, 'report.json'));
  for (const { name, evidence } of report.faults) {
    assert.equal(evidence.confirmed, true, `${name}: ${evidence.what}`);
  }
  const { stdout: kinds } = await squall(['kinds', 'toxic']);
  const known = [...kinds.matchAll(/^ {2}(\w+)/gm)].map((match) => match[1]).sort();
  assert.deepEqual(report.faults.map(({ kind }) => kind).sort(), known);

  const phase = Object.fromEntries(report.phases.map((one) => [one.name, one]));
  const errors = (name, kind) => phase[name].errors[kind] ?? 0;
  assert.equal(phase.slow.availability, 1);
  assert.ok(phase.slow.response_time_ms.p50 >= 95, JSON.stringify(phase.slow.response_time_ms));
  assert.ok(errors('cut', 'attempt_timeout') > 0);
  assert.ok(errors('refused', 'connect_refused') > 20);
  assert.ok(errors('hung', 'attempt_timeout') > 10);
  assert.ok(errors('limited', 'short_read') > 0);
  assert.ok(phase.corrupted.ok < phase.corrupted.operations);
  assert.ok(errors('overloaded', 'http_4xx') > 20, JSON.stringify(phase.overloaded.errors));
  assert.ok(phase.late.response_time_ms.p50 >= 95, JSON.stringify(phase.late.response_time_ms));
  const wrong = errors('half', 'unexpected_body');
  assert.ok(wrong > 10 && wrong < 50, JSON.stringify(phase.half.errors));
  assert.equal(phase.stripped.availability, 1);
  const healed = events(run).filter(({ event }) => event === 'fault_healed');
  assert.equal(healed.filter((each) => /changed \d+ of \d+ answers/.test(JSON.stringify(each))).length, 4);
  assert.ok(phase.recovery.availability > 0.9, JSON.stringify(phase.recovery));
  assert.deepEqual(report.topology.links.map(({ proxied }) => proxied), [true, true, true]);
  assert.deepEqual(report.cleanup.residue, []);
  assert.deepEqual(processesOf(run), []);
});

test('a link that its source does not use has no evidence, and the run is inconclusive', async (t) => {
  const folder = scratch(t);
  // The balancer dials the servers' real ports, past the link's reference.
  const config = readFileSync(fixture('haproxy.cfg'), 'utf8').replace(
    /\{for (\w+) in web\}[^]*?\{end\}/, 'server web0 127.0.0.1:{balancer.port}');
  assert.match(config, /server web0/);
  writeFileSync(join(folder, 'haproxy.cfg'), config);
  writeFileSync(join(folder, 'server.mjs'), readFileSync(fixture('server.mjs')));
  const topology = readFileSync(fixture('topology.toml'), 'utf8')
    .replace(/(name = "balancer"[^]*?)ready = .*\n/, '$1').replace(/^session = .*\n/m, '');
  writeFileSync(join(folder, 'topology.toml'), topology);
  writeFileSync(join(folder, 's.toml'), `schema = 1
title = "A link that nobody uses"
topology = "topology.toml"
[[load]]
workload = "read"
rate = "20/s"
[[phase]]
kind = "fault"
for = "3s"
[[phase.fault]]
kind = "timeout"
target = "balancer->web[0]"
[[gate]]
expr = "availability >= 0%"
`);
  const run = join(folder, 'run');
  const { code, stdout } = await squall(['run', join(folder, 's.toml'), '--out', run]);
  assert.equal(code, 2, stdout);
  const [fault] = readJson(join(run, 'report.json')).faults;
  assert.equal(fault.evidence.confirmed, false);
  assert.match(fault.evidence.what, /no connection of balancer ran through the proxy/);
});

test('HTTP toxics that make no sense are mistakes of the file', async (t) => {
  const file = join(scratch(t), 's.toml');
  const text = readFileSync(fixture('toxics.toml'), 'utf8')
    .replace('topology = "topology.toml"', `topology = ${JSON.stringify(fixture('topology.toml'))}`)
    .replace('status = 429', 'status = 42')
    .replace('retry_after = "1s"', 'retry_after = "1500ms"')
    .replace('method = "GET"', 'method = "get"')
    .replace('how = "wrong_json"', 'how = "half"')
    .replace('header = "Content-Type"', 'header = "Content-Length"');
  writeFileSync(file, text);
  const { code, stderr } = await squall(['check', file]);
  assert.equal(code, 64, stderr);
  assert.match(stderr, /s\.toml:\d+:\d+: error: 'status' .*200/);
  assert.match(stderr, /s\.toml:\d+:\d+: error: a Retry-After counts whole seconds/);
  assert.match(stderr, /s\.toml:\d+:\d+: error: 'get' is no method/);
  assert.match(stderr, /s\.toml:\d+:\d+: error: 'how' cannot be 'half'/);
  assert.match(stderr, /s\.toml:\d+:\d+: error: Content-Length says where answers end/);
});

test('a link that is not there, and an end of it that is not, are mistakes of the file', async (t) => {
  const folder = scratch(t);
  const file = join(folder, 's.toml');
  const text = readFileSync(fixture('toxics.toml'), 'utf8')
    .replace('topology = "topology.toml"', `topology = ${JSON.stringify(fixture('topology.toml'))}`)
    .replace('"balancer->web[0]"', '"balancer->web[2]"')
    .replace('"client->balancer"', '"client->web"');
  writeFileSync(file, text);
  const { code, stderr } = await squall(['check', file]);
  assert.equal(code, 64, stderr);
  assert.match(stderr, /s\.toml:\d+:\d+.*there is no link 'client->web'/);
  assert.match(stderr, /s\.toml:\d+:\d+.*web has no node \[2\]/);
});
