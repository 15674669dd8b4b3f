// What faults are aimed at: the primary node, what no fault may touch, one node after the other.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { events, fixture, readJson, scratch, squall } from './lib.mjs';

async function run(t, file, ...args) {
  const folder = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', fixture(file), '--out', folder, ...args]);
  const report = readJson(join(folder, 'report.json'));
  assert.deepEqual(report.cleanup.residue, []);
  return {
    code, output: stdout + stderr, report,
    seen: events(folder).filter(({ event }) => event === 'backend_changed'),
    began: events(folder).filter(({ event }) => event === 'fault_injecting'),
    fault: Object.fromEntries(report.faults.map((one) => [one.name, one])),
  };
}

test('[primary] is what the probe says, alone, at the end of a link and in a partition', async (t) => {
  const { code, output, began, fault, seen } = await run(t, 'primary.toml');
  assert.equal(code, 0, output);
  // The balancer knows the servers by the addresses of the proxy that stands between.
  assert.deepEqual([...new Set(seen.map(({ server, node }) => `${server} ${node}`))].sort(),
    ['web/web0 web[0]', 'web/web1 web[1]']);
  assert.deepEqual(began.map(({ target, nodes }) => [target, nodes]), [
    ['web[primary]', ['web[1]']],
    ['balancer->web[primary]', ['balancer->web[1]']],
    ['web->web', ['web[0]->web[1]', 'web[1]->web[0]']],
  ]);
  for (const { name, evidence } of Object.values(fault)) {
    assert.equal(evidence.confirmed, true, `${name}: ${evidence.what}`);
  }
  const other = await run(t, 'primary.toml', '--set', 'service.web.env.PRIMARY=web0');
  assert.deepEqual(other.began.map(({ nodes }) => nodes[0]),
    ['web[0]', 'balancer->web[0]', 'web[0]->web[1]']);
});

test('no primary node, two, or a forbidden one: nothing is injected, inconclusive', async (t) => {
  const why = async (...args) => {
    const { code, output, report } = await run(t, 'primary.toml', ...args);
    assert.equal(code, 2, output);
    assert.deepEqual(report.faults.map(({ injected_at_s }) => injected_at_s), [null, null, null]);
    return report.faults.map(({ failure }) => failure);
  };
  for (const failure of await why('--set', 'service.web.env.PRIMARY=nobody')) {
    assert.match(failure, /^no node of web is the primary one: web\[0\] says 200, \$\.role .*web\[1\] says/);
  }
  for (const failure of await why('--set', 'service.web.env.PRIMARY=all')) {
    assert.equal(failure, 'web has 2 primary nodes: web[0] and web[1]');
  }
  const { code, fault } = await run(t, 'primary.toml',
    '--set', 'safety.never=["web[1]", "balancer->web[1]"]',
    '--set', 'phase.apart.fault.alone.enabled=false');
  assert.equal(code, 2);
  assert.equal(fault.hang.failure, '[safety] only and never do not let it touch web[1]');
  assert.equal(fault['cut-off'].failure, '[safety] only and never do not let it touch balancer->web[1]');
});

test('what no fault may touch is refused before anything starts', async (t) => {
  const { code, stderr } = await squall(['run', fixture('primary.toml'), '--out', join(scratch(t), 'run'),
    '--set', 'safety.never=["web"]']);
  assert.equal(code, 64, stderr);
  assert.match(stderr, /primary\.toml:\d+:\d+: error: this may touch web\[0\], and \[safety\] never/);
});

test('a staggered fault hits one node after the other, and each is healed in its time', async (t) => {
  const { code, output, fault } = await run(t, 'staggered.toml');
  assert.equal(code, 0, output);
  assert.deepEqual(fault.hang.nodes, ['web[0]']);
  assert.deepEqual(fault['hang-2'].nodes, ['web[1]']);
  const apart_s = fault['hang-2'].injected_at_s - fault.hang.injected_at_s;
  assert.ok(Math.abs(apart_s - 0.5) < 0.2, `${apart_s} s`);
  assert.ok(fault.hang.healed_at_s > fault['hang-2'].injected_at_s);
});
