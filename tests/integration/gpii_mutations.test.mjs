// No scenario of the GPII pack passes because it measures nothing: each is run once with its
// protection taken away, its fault left out or its expectation out of reach, and the check that was
// meant to notice does. The report of each is valid by its JSON Schema.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { long, readJson, root, runFolder, schemaErrors, squall } from './lib.mjs';

const folder = join(root, 'scenarios', 'gpii');
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.toml') && !name.startsWith('topology'))
  .map((name) => name.slice(0, -'.toml'.length));

// With all that it extends before it.
const textOf = (file) => {
  const text = readFileSync(file, 'utf8');
  const [, base] = text.match(/^extends = "(.*)"$/m) ?? [];
  return base ? textOf(join(dirname(file), base)) + text : text;
};

const slowChecks = 'variable.check-interval.value=5s';
const noRetries = 'variable.retry-on.value=none';
const set = (...values) => values.flatMap((value) => ['--set', value]);
const left = 'its faults are left out';
// Not by --no-faults: that is a control run, in which gates on faults are not judged.
const withoutFaults = (text) => {
  let section = '', phase = '';
  const sets = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) section = line;
    const [, name] = line.match(/^name = "(.*)"$/) ?? [];
    if (name && section === '[[phase]]') phase = name;
    if (name && section === '[[phase.fault]]') sets.push(`phase.${phase}.fault.${name}.enabled=false`);
  }
  return set(...sets);
};

// What is done to each scenario, and the gate, checker or hypothesis that then must not pass.
const mutations = {
  // Its protection is taken away.
  'couchdb-node-killed': [set(slowChecks, noRetries), 'availability'],
  'couchdb-node-hangs': [set(slowChecks), 'retries'],
  'database-crash-loop': [set(slowChecks, noRetries), 'availability'],
  'database-node-cut-off': [set(slowChecks), 'retries'],
  'database-rolling-restart': [set(slowChecks, noRetries), 'availability'],
  'spike': [set('variable.keep-alive.value=30s'), 'served-again or preferences-server-ready'],
  'tls-certificate-renewed': [set('phase.renewed.fault.renew.run=["sh", "-c", "cd {node.dir} && ' +
    'cp {topology.dir}/build/tls/expired.pem site.pem && kill -USR2 $(cat haproxy.pid)"]'),
    'no-tls-error'],
  'backup-restore': [set('phase.disaster.fault.restore.enabled=false'), 'her-session-survives'],
  // What is broken is worse than it was meant to be.
  'pair-killed': [set('safety.max_nodes_down=2',
    'phase.preferences-server-killed.fault.kill-preferences-server.target=preferences-server[all]'),
    'preferences-are-served'],
  'pair-hangs': [set('safety.max_nodes_down=2',
    'phase.preferences-server-hangs.fault.hang-preferences-server.target=preferences-server[all]'),
    'preferences-are-served'],
  'pair-slow': [set('phase.preferences-server-slow.fault.slow-preferences-server.target=' +
    'preferences-balancer->preferences-server'), 'half-is-quick'],
  'pair-rolling-restart': [set('safety.max_nodes_down=2',
    'phase.rolling-restart.fault.restart-preferences-server.target=preferences-server[all]',
    'phase.rolling-restart.fault.restart-preferences-server.delay=8s'), 'availability'],
  'server-slow': [set('phase.preferences-server-slow.fault.slow-for-clients.delay=4s'),
    'slow-preferences-are-served'],
  'database-majority-killed': [set('phase.majority-killed.fault.kill-majority.target=database[all]',
    'safety.max_nodes_down=3'), 'availability'],
  'database-far': [set('phase.far.fault.distance.delay=700ms'), 'longest-wait'],
  // Nothing is broken, so that nothing can be seen of it.
  'cloud-malfunctions': [left, 'garbage-is-noticed'],
  'balancing-primary': [left, 'time-to-recover'],
  'balancing-roundrobin': [left, 'time-to-recover'],
  'database-all-killed': [left, 'time-to-recover'],
  'database-cut-one-way': [left, 'time-to-recover'],
  'device-cloud-away': [left, 'time-to-recover'],
  'database-disk-full': [left, 'time-to-recover'],
  'database-disk-slow': [left, 'time-to-recover'],
  'database-node-isolated': [left, 'time-to-recover'],
  'database-slow': [left, 'time-to-recover'],
  'flow-manager-hangs': [left, 'time-to-recover'],
  'flow-manager-killed': [left, 'time-to-recover'],
  'load-balancer-checks-slow': [left, 'time-to-recover'],
  'load-balancer-killed': [left, 'time-to-recover'],
  'persistence-fails': [left, 'users-see-it'],
  'preferences-server-hangs': [left, 'time-to-recover'],
  'preferences-server-killed': [left, 'time-to-recover'],
  'tls-certificate-expired': [left, 'clients-refuse-it'],
  'tls-certificate-wrong-name': [left, 'clients-refuse-it'],
  // What is asked is what everybody asks.
  'cloud-other-version': [set(...['grant_type=password', 'username=carla', 'password=dummy'].map(
    (field) => `workload.unknown-grant.step.token.form.${field}`)), 'grant-is-refused-at-once'],
  'device-production': [set('service.device.command=["sh", "-c", "echo the flow manager ended; ' +
    'exec sleep 600"]'), 'it-listens'],
  // The expectation is out of reach.
  'baseline': [set('gate.read-latency.expr=p90 <= 1ms'), 'read-latency'],
  'load-balancer-drains': [set('gate.availability.expr=availability >= 101%'), 'availability'],
  'balancing-roundrobin-pouchdb': [set('gate.availability.expr=availability >= 101%'), 'availability'],
  'chaos': [set('phase.chaos.for=30s', 'gate.availability.min_samples=100',
    'gate.availability.expr=availability >= 101%'), 'availability'],
  'chaos-soak': [set('phase.chaos.for=30s', 'gate.availability.min_samples=100',
    'gate.availability.expr=availability >= 101%'), 'availability'],
  'capacity': [set('phase.preferences.capacity.to=40/s', 'phase.logins.capacity.to=3/s',
    'gate.reads.expr=capacity >= 1000/s'), 'reads'],
  'device-applies': [set('gate.never-answered.expr=availability >= 50%'), 'never-answered'],
  'load-balancer-reloaded': [set('gate.availability.expr=availability >= 101%'), 'availability'],
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
  /shared.(usual|pairs|tls|balancing)/.test(text) ? set('phase.warmup.for=1s', 'phase.baseline.for=3s') : [];

test('every scenario is broken on purpose', () => {
  assert.deepEqual(Object.keys(mutations).sort(), scenarios.sort());
});

for (const scenario of scenarios) {
  const file = join(folder, `${scenario}.toml`);
  const text = textOf(file);
  const skip = !long ? 'only with ./ci/test --long'
    : text.includes('flavour = "couchdb"') && !couchdb ? 'there is no Apache CouchDB on this machine'
    : false;
  test(`${scenario} does not pass when it is broken`, { skip }, async (t) => {
    const [broken, check] = mutations[scenario];
    const run = runFolder(t);
    const { code, stdout, stderr } = await squall(
      ['run', file, '--out', run, '--set', 'machine.max_others=100%', ...quick(text),
       ...(broken === left ? withoutFaults(text) : broken)]);
    assert.ok(code === 1 || code === 2, `exit ${code}\n${stdout}${stderr}`);
    assert.equal(await schemaErrors(run), '');
    const { gates, checkers, hypotheses } = readJson(join(run, 'report.json'));
    // Where there are several faults, "time-to-recover of kill-node" and so on.
    const noticed = [...gates, ...checkers].filter(
      ({ name }) => check.split(' or ').some((one) => name === one || name.startsWith(`${one} of `)));
    const unmet = hypotheses.some(({ name, met }) => !met && check.split(' or ').includes(name));
    assert.ok(noticed.length > 0, `there is no check ${check}`);
    assert.ok(unmet || noticed.some(({ verdict }) => verdict !== 'pass'), `${check} passed\n${stdout}`);
  });
}
