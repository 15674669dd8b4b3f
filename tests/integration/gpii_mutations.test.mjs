// No scenario of the GPII pack passes because it measures nothing: each is run once with its
// protection taken away, with something worse or something else broken, or, where it shows that a fault
// is seen, with that fault left out, and the check that was meant to notice does. The report of each is
// valid by its JSON Schema.
//
// Without --long two of them run, others with every commit (SQUALL_SEED=7: those of that seed).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { long, readJson, root, runFolder, schemaErrors, scratch, seeded, squall } from './lib.mjs';

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
const fault = (phase, name, lines) => `
[[phase]]
name = "${phase}"

[[phase.fault]]
name = "${name}"
${lines.join('\n')}
`;
const worse = (script) => set('service.preferences-server.env.NODE_OPTIONS=--require={topology.dir}/' +
  `preload/listen-on-loopback.js --require=${join(root, 'tests', 'fixtures', 'worse', script)}`);
// Chaos for half a minute, which mostly ends all servers of a kind at once.
const both = (servers) => set('safety.max_nodes_down=2', 'phase.chaos.for=30s',
  'phase.chaos.random.rate=20/m', 'gate.availability.min_samples=100',
  `phase.chaos.random.fault.${servers}-killed.weight=1000`,
  `phase.chaos.random.fault.${servers}-killed.target=${servers}[all]`);
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

// What is done to each scenario, the gate, checker or hypothesis that then must not pass, and faults that
// it has besides.
const mutations = {
  // Its protection is taken away.
  'couchdb-node-killed': [set(slowChecks, noRetries), 'availability'],
  'couchdb-node-hangs': [set(slowChecks), 'retries'],
  'database-crash-loop': [set(slowChecks, noRetries), 'availability'],
  'database-node-cut-off': [set(slowChecks), 'retries'],
  'database-rolling-restart': [set(slowChecks, noRetries), 'availability'],
  // A quiet machine serves nearly all of a hundred a second.
  'spike': [set('variable.keep-alive.value=30s', 'load.spike.rate=250/s'),
    'served-again or preferences-server-ready'],
  'tls-certificate-renewed': [set('phase.renewed.fault.renew.run=["sh", "-c", "cd {node.dir} && ' +
    'cp {topology.dir}/build/tls/expired.pem site.pem && kill -USR2 $(cat haproxy.pid)"]'),
    'no-tls-error'],
  'backup-restore': [set('phase.disaster.fault.restore.enabled=false'), 'her-session-survives'],
  'balancing-primary': [set(slowChecks, noRetries), 'availability'],
  'balancing-roundrobin': [set(slowChecks, noRetries), 'availability'],
  'database-cut-one-way': [set(slowChecks), 'longest-wait'],
  'database-node-isolated-seen': [set('variable.health-path.value=/_up'), 'served'],
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
  'database-node-slow': [set('phase.slow-to-clients.fault.slow-answers.target=load-balancer->database',
    'phase.slow-to-clients.fault.slow-answers.delay=1s'), 'availability'],
  'database-far': [set('phase.far.fault.distance.delay=300ms'), 'read-latency'],
  'database-all-killed': [set('phase.all-killed.fault.kill-all.heal=none'), 'time-to-recover'],
  'database-disk-full': [set('phase.disk-full.fault.fill-disk.target=database[all]',
    'safety.max_nodes_down=3'), 'availability'],
  'database-disk-slow': [set('phase.slow-disk.fault.slow-disk.target=database[all]',
    'phase.slow-disk.fault.slow-disk.latency=2s', 'safety.max_nodes_down=3'),
    'other-copies-answer or reads-are-answered'],
  'database-node-isolated': [set('phase.isolated.fault.cut-from-peers.groups=["0", "1", "2"]'),
    'two-thirds-are-served or nobody-notices'],
  'database-slow': [set('phase.slow.fault.slow-answers.delay=1s'), 'slow-is-served'],
  'flow-manager-hangs': [set('phase.server-hangs.fault.hang-server.target=preferences-server'),
    'preferences-unaffected'],
  'flow-manager-killed': [set('phase.server-killed.fault.kill-server.target=preferences-server'),
    'preferences-unaffected'],
  'load-balancer-checks-slow': [set('phase.node-hangs.fault.hang-node.target=database[majority]',
    'safety.max_nodes_down=2'), 'another-node-answers or some-get-through'],
  'load-balancer-killed': [set('phase.balancer-killed.fault.kill-balancer.for=7s'), 'availability'],
  'preferences-server-hangs': [set('phase.server-hangs.fault.hang-server.for=9s'), 'availability'],
  'preferences-server-killed': [set('phase.server-killed.fault.kill-server.target=flow-manager'),
    'tokens-unaffected'],
  'device-cloud-away': [set('phase.cloud-dead.fault.kill-cloud.kind=stop',
    'phase.cloud-dead.fault.kill-cloud.heal=continue'), 'a-dead-cloud-is-told-at-once'],
  // What should help is left out, or a clock is off by less than a token is good for.
  'persistence-fails': [set('phase.with-retries.fault.retrying-balancer.enabled=false'),
    'retries-hide-it'],
  'clock-skew': [set('phase.flow-manager-ahead.fault.clock-of-flow-manager.by=30m'), 'tokens-expire'],
  // Nothing is broken, so that nothing can be seen of it.
  'cloud-malfunctions': [left, 'garbage-is-noticed'],
  'tls-certificate-expired': [left, 'clients-refuse-it'],
  'tls-certificate-wrong-name': [left, 'clients-refuse-it'],
  // What is asked is what everybody asks.
  'cloud-other-version': [set(...['grant_type=password', 'username=carla', 'password=dummy'].map(
    (field) => `workload.unknown-grant.step.token.form.${field}`)), 'grant-is-refused-at-once'],
  'device-production': [set('service.device.command=["sh", "-c", "echo the flow manager ended; ' +
    'exec sleep 600"]'), 'it-listens'],
  // Something is broken that it does not break.
  'baseline': [set('phase.baseline.for=12s'), 'read-latency', fault('baseline', 'far',
    ['kind = "latency"', 'target = "load-balancer->database"', 'delay = "300ms"'])],
  'soak': [[...worse('leak.js'), ...set('phase.soak.for=45s')], 'preferences-server-descriptors'],
  'capacity': [[...worse('slow.js'), ...set('phase.preferences.capacity.to=60/s',
    'phase.logins.capacity.to=3/s')], 'reads'],
  'load-balancer-drains': [[], 'availability', ['database-1', 'database-2'].map((node) => fault('drained',
    `drain-${node}`, ['kind = "load_balancer"', 'target = "load-balancer"', `server = "nodes/${node}"`,
      'at = "2s"', 'for = "7s"'])).join('')],
  'load-balancer-reloaded': [set('phase.reloads.fault.reload.enabled=false'), 'availability',
    fault('reloads', 'restart', ['kind = "kill"', 'target = "load-balancer"', 'at = "1s"', 'for = "2s"',
      'repeat = { every = "4s", times = 3 }'])],
  'database-node-in-maintenance': [set('safety.max_nodes_down=3',
    'phase.in-maintenance.fault.maintenance-mode.target=database[all]'), 'availability'],
  'balancing-roundrobin-pouchdb': [set('phase.node-killed.for=24s'), 'staleness', fault('node-killed',
    'replication-late', ['kind = "latency"', 'target = "database->database"', 'delay = "2s"'])],
  'chaos': [both('flow-manager'), 'availability'],
  'chaos-soak': [both('preferences-server'), 'availability'],
  'device-applies': [set('load.key-in-with-settings.workload=key-in-and-out',
    'load.key-in-with-settings.keys={generate = "squall-device-user-{n}", count = 1, per_user = true}'),
    'never-answered'],
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

// Also with sudo in a folder of another user's.
const commit = () => execFileSync('git', ['-c', 'safe.directory=*', 'rev-parse', '--short=8', 'HEAD'],
  { cwd: root, encoding: 'utf8' });
const seed = Number(process.env.SQUALL_SEED ?? `0x${commit().trim()}`);
const drawn = (count) => {
  const random = seeded(seed), rest = [...scenarios];
  return Array.from({ length: count }, () => rest.splice(Math.floor(random() * rest.length), 1)[0]);
};

for (const scenario of long ? scenarios : drawn(2)) {
  const file = join(folder, `${scenario}.toml`);
  const text = textOf(file);
  const skip = text.includes('flavour = "couchdb"') && !couchdb && 'there is no Apache CouchDB on this machine';
  test(`${scenario} does not pass when it is broken (seed ${seed})`, { skip }, async (t) => {
    const [broken, check, besides] = mutations[scenario];
    const args = broken === left ? withoutFaults(text) : broken;
    const changed = besides ? join(scratch(t), `${scenario}.toml`) : file;
    if (besides) writeFileSync(changed, `extends = "${file}"\n${besides}`);
    const run = runFolder(t);
    const { code, stdout, stderr } = await squall(
      ['run', changed, '--out', run, '--set', 'machine.max_others=100%', ...quick(text), ...args]);
    assert.ok(code === 1 || code === 2, `exit ${code}\n${stdout}${stderr}`);
    assert.equal(await schemaErrors(run), '');
    const { gates, checkers, hypotheses } = readJson(join(run, 'report.json'));
    // Where there are several faults, "time-to-recover of kill-node" and so on.
    const noticed = [...gates, ...checkers].filter(
      ({ name }) => check.split(' or ').some((one) => name === one || name.startsWith(`${one} of `)));
    const unmet = hypotheses.some(({ name, met }) => !met && check.split(' or ').includes(name));
    assert.ok(noticed.length > 0, `there is no check ${check}`);
    // Too few operations to judge would show nothing.
    const judged = ({ reason }) => broken === left || !/, fewer than/.test(reason);
    assert.ok(unmet || noticed.some((one) => one.verdict !== 'pass' && judged(one)), `${check} passed\n${stdout}`);
  });
}
