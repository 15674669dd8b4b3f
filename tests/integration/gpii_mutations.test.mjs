// No scenario of the GPII pack passes because it measures nothing: each is run once with its
// protection taken away, its fault left out or its expectation out of reach, and the check that was
// meant to notice does.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { long, readJson, root, runFolder, squall } from './lib.mjs';

const folder = join(root, 'scenarios', 'gpii');
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.toml') && !name.startsWith('topology'))
  .map((name) => name.slice(0, -'.toml'.length));

const slowChecks = 'variable.check-interval.value=5s';
const noRetries = 'variable.retry-on.value=none';
const left = ['--no-faults'];
const set = (...values) => values.flatMap((value) => ['--set', value]);

// What is done to each scenario, and the gate or checker that then must not pass.
const mutations = {
  // Its protection is taken away.
  'couchdb-node-killed': [set(slowChecks, noRetries), 'availability'],
  'couchdb-node-hangs': [set(slowChecks), 'retries'],
  'database-crash-loop': [set(slowChecks, noRetries), 'availability'],
  'database-node-cut-off': [set(slowChecks), 'retries'],
  'database-rolling-restart': [set(slowChecks, noRetries), 'availability'],
  'spike': [set('variable.keep-alive.value=30s'), 'served-again'],
  // What is broken is worse than it was meant to be.
  'database-majority-killed': [set('phase.majority-killed.fault.kill-majority.target=database[all]',
    'safety.max_nodes_down=3'), 'availability'],
  'database-far': [set('phase.far.fault.distance.delay=1500ms'), 'longest-wait'],
  // Nothing is broken, so that nothing can be seen of it.
  'cloud-malfunctions': [left, 'garbage-is-noticed'],
  'database-all-killed': [left, 'time-to-recover'],
  'database-disk-full': [left, 'time-to-recover'],
  'database-disk-slow': [left, 'time-to-recover'],
  'database-node-isolated': [left, 'time-to-recover'],
  'database-slow': [left, 'time-to-recover'],
  'flow-manager-hangs': [left, 'time-to-recover'],
  'flow-manager-killed': [left, 'time-to-recover'],
  'load-balancer-killed': [left, 'time-to-recover'],
  'preferences-server-hangs': [left, 'time-to-recover'],
  'preferences-server-killed': [left, 'time-to-recover'],
  // The expectation is out of reach.
  'baseline': [set('gate.read-latency.expr=p90 <= 1ms'), 'read-latency'],
  'load-balancer-drains': [set('gate.availability.expr=availability >= 101%'), 'availability'],
  'database-clock-skew': [set('gate.availability.expr=availability >= 101%'), 'availability'],
  'database-node-in-maintenance': [set('gate.availability.expr=availability >= 101%'), 'availability'],
  'soak': [set('phase.soak.for=20s', 'gate.available.expr=availability >= 101%',
    'gate.available.min_samples=100'), 'available'],
  'client-policies': [['--variant', 'budget-and-breaker',
    ...set('client.variant.budget-and-breaker.retry.budget=5',
      'client.variant.budget-and-breaker.circuit_breaker=false')], 'budget-holds'],
};

const couchdb = ['/opt/couchdb', process.env.COUCHDB_HOME].some(
  (home) => home && existsSync(join(home, 'bin', 'couchdb')));
// A second instead of five, and three instead of eight: these phases are not what is broken.
const quick = (text) =>
  text.includes('shared/') ? set('phase.warmup.for=1s', 'phase.baseline.for=3s') : [];

test('every scenario is broken on purpose', () => {
  assert.deepEqual(Object.keys(mutations).sort(), scenarios.sort());
});

for (const name of scenarios) {
  const text = readFileSync(join(folder, `${name}.toml`), 'utf8');
  const skip = !long ? 'only with ./ci/test --long'
    : text.includes('flavour = "couchdb"') && !couchdb ? 'there is no Apache CouchDB on this machine'
    : false;
  test(`${name} does not pass when it is broken`, { skip }, async (t) => {
    const [broken, check] = mutations[name];
    const run = runFolder(t);
    const { code, stdout, stderr } = await squall(
      ['run', join(folder, `${name}.toml`), '--out', run, ...quick(text), ...broken]);
    assert.ok(code === 1 || code === 2, `exit ${code}\n${stdout}${stderr}`);
    const { gates, checkers } = readJson(join(run, 'report.json'));
    const noticed = [...gates, ...checkers].filter((each) => each.name === check);
    assert.ok(noticed.length > 0, `there is no check ${check}`);
    assert.ok(noticed.some(({ verdict }) => verdict !== 'pass'), `${check} passed\n${stdout}`);
  });
}
