// squall session and squall ctl: a system broken by hand over the control API; what is recorded of
// it, and what replays it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  events, fixture, injections, noteArgument, nothingLeft, readJson, runFolder, scratch, sleep, squall, until,
} from './lib.mjs';
import { begin, fault, follow, isIn } from './session_lib.mjs';

test('a session from its start to a report, and the scenario that replays it', async (t) => {
  const saved = join(scratch(t), 'today.toml');
  const session = await begin(t, ['--save-as', saved, '--seed', '7']);
  const { ask, run } = session;
  const stream = follow(t, session.address, session.token);
  await until(() => stream.seen.some(({ event }) => event === 'windows'), 20_000, 'windows');
  const hello = stream.seen[0];
  assert.equal(hello.event, 'hello');
  assert.equal(hello.data.info.role, 'owner');
  assert.equal(hello.data.info.viewer_token, session.viewer);
  assert.deepEqual(hello.data.info.variants, ['hasty']);
  assert.ok(hello.data.info.topology.links.every(({ proxied }) => proxied), 'every link can be broken');
  await sleep(1500);

  // All mistakes at once, each at its member.
  const wrong = await ask('POST', '/api/faults', { kind: 'kill', target: 'wbe[1]', for: 7, options: { heel: 'x' } });
  assert.equal(wrong.status, 400);
  assert.deepEqual(wrong.json.errors.map(({ at }) => at).sort(), ['for', 'options.heel', 'target']);
  assert.match(wrong.text, /did you mean 'web'\?/);

  const clicked = Date.now();
  const killed = await ask('POST', '/api/faults', { kind: 'kill', target: 'web[1]' });
  assert.equal(killed.status, 201, killed.text);
  assert.equal(killed.json.name, 'kill');
  // The blast radius holds for what is in, too.
  const both = await ask('POST', '/api/faults', { kind: 'stop', target: 'web[0]' });
  assert.equal(both.status, 400);
  assert.match(both.text, /breaks 2 nodes at once, and \[safety\] max_nodes_down is 1/);
  await isIn(session, 'kill', 'in');
  const dead = await until(() => stream.seen.find(({ event, data }) =>
    event === 'journal' && data.event === 'node_changed' && data.state === 'dead'), 10_000, 'the death in the stream');
  assert.ok(dead.at - clicked < 1000, `it is seen ${dead.at - clicked} ms after the click`);
  assert.equal((await ask('POST', '/api/phases', { name: 'x' })).status, 409);
  await sleep(700);
  assert.equal((await ask('DELETE', '/api/faults/kill')).status, 202);
  await isIn(session, 'kill', 'healed');
  await until(async () => (await ask('GET', '/api/state')).json.phases.at(-1).name === 'recovery-1', 10_000, 'the recovery');

  assert.equal((await ask('POST', '/api/loads/read', { rate: '20/s' })).status, 200);
  assert.equal((await ask('POST', '/api/loads/spike', { rate: '30/s' })).status, 200);
  assert.equal((await ask('POST', '/api/client', { variant: 'hasty' })).status, 200);
  const hasty = events(run).findLast(({ event }) => event === 'client_changed');
  assert.deepEqual([hasty.settings, hasty.who], ['retry = false', 'page']);
  assert.equal((await ask('POST', '/api/notes', { text: 'it came back' }, { 'X-Squall-Who': 'test' })).status, 201);
  assert.equal((await ask('POST', '/api/phases', { name: 'calm again', kind: 'baseline' })).status, 201);
  await sleep(600);
  const slow = await ask('POST', '/api/faults', { kind: 'latency', target: 'client->balancer', options: { delay: '80ms' }, for: '2s' });
  assert.equal(slow.status, 201, slow.text);
  const drawn = await ask('POST', '/api/faults', { kind: 'stop', target: 'web[any]', name: 'hang' });
  assert.equal(drawn.status, 201, drawn.text);
  await isIn(session, 'latency', 'healed');
  const { evidence } = await fault(session, 'latency');
  assert.ok(evidence.confirmed, evidence.what);
  assert.deepEqual((await ask('POST', '/api/heal')).json.healed, ['hang']);
  await isIn(session, 'hang', 'healed');
  await sleep(1200);

  assert.equal((await ask('POST', '/api/finish')).status, 202);
  const ended = await until(() => stream.seen.find(({ event }) => event === 'ended'), 60_000, 'the end');
  const page = await ask('GET', ended.data.report);
  assert.equal(page.status, 200);
  assert.match(page.text, /<html/);
  const { code, stdout } = await session.running.done;
  assert.equal(code, ended.data.exit_code, stdout);
  assert.equal(code, 0, stdout);
  assert.ok(!existsSync(join(run, 'control.json')));
  await nothingLeft(run);

  const report = readJson(join(run, 'report.json'));
  assert.deepEqual(report.phases.map(({ name, kind }) => [name, kind]), [
    ['before', 'baseline'], ['broken-1', 'fault'], ['recovery-1', 'recovery'],
    ['calm again', 'baseline'], ['broken-2', 'fault'], ['recovery-2', 'recovery']]);
  assert.ok(report.phases.every(({ complete }) => complete));
  assert.deepEqual(report.faults.map(({ name }) => name), ['kill', 'latency', 'hang']);
  assert.ok(report.faults.every(({ evidence }) => evidence.confirmed));
  assert.deepEqual(report.notes.map(({ text, who }) => [text, who]),
    [['clients: retry = false', 'page'], ['it came back', 'test']]);
  assert.deepEqual(report.gates.map(({ name }) => name).sort(), ['calm-before', 'calm-before', 'served', 'served']);
  const acted = events(run).filter(({ event }) => event === 'acted');
  assert.ok(acted.some(({ who, action, detail }) => who === 'page' && action === 'inject' && detail === 'kill: kill web[1]'));
  for (const file of ['journal.jsonl', 'report.json', 'report.html', 'scenario.toml']) {
    const text = readFileSync(join(run, file), 'utf8');
    assert.ok(!text.includes(session.token) && !text.includes(session.viewer), `no token stands in ${file}`);
  }

  // From the records alone: byte for byte the same.
  const before = readFileSync(join(run, 'report.json'), 'utf8');
  assert.equal((await squall(['report', run])).code, 0);
  assert.equal(readFileSync(join(run, 'report.json'), 'utf8'), before);

  // What was done by hand is a scenario: the same faults, in the same order, at the same offsets.
  const check = await squall(['check', saved]);
  assert.equal(check.code, 0, check.stderr);
  const replay = runFolder(t);
  const replayed = await squall(['run', saved, '--out', replay]);
  assert.equal(replayed.code, 0, replayed.stdout + replayed.stderr);
  const [byHand, again] = [injections(run), injections(replay)];
  const what = ({ name, kind, nodes }) => ({ name, kind, nodes });
  assert.deepEqual(again.map(what), byHand.map(what));
  byHand.forEach(({ name, at }, i) => {
    assert.ok(Math.abs(again[i].at - at) <= 20, `${name}: ${at} ms by hand, ${again[i].at} ms replayed`);
  });
  assert.deepEqual(events(replay).filter(({ event }) => event === 'client_changed').map(({ settings }) => settings),
    ['retry = false']);
  const phases = (folder) => readJson(join(folder, 'report.json')).phases.map(({ name }) => name);
  assert.deepEqual(phases(replay), phases(run));
});

test('the same from the shell', async (t) => {
  const session = await begin(t);
  const ctl = (...words) => squall(['ctl', '--session', session.run, ...words]);
  const status = await ctl('status');
  assert.equal(status.code, 0, status.stderr);
  assert.match(status.stdout, /phase before for/);
  assert.match(status.stdout, /load +read +60\/s/);
  const slow = await ctl('slow', 'client->balancer', '50ms', '--for', '30s');
  assert.equal(slow.code, 0, slow.stderr);
  assert.match(slow.stdout, /latency: client->balancer goes in/);
  await isIn(session, 'latency', 'in');
  assert.match((await ctl('status')).stdout, /fault +latency +latency client->balancer +in for .* heals in/);
  const nonsense = await ctl('kill', 'web[7]');
  assert.equal(nonsense.code, 64);
  assert.match(nonsense.stderr, /target: web has no node \[7\]\n.*it has 2 nodes/s);
  assert.equal((await ctl('inject', 'http_status', 'client->balancer', 'status=503', 'share=0.1')).code, 0);
  assert.equal((await ctl('heal', 'latency')).code, 0);
  assert.equal((await ctl('heal')).code, 0);
  await isIn(session, 'http_status', 'healed');
  assert.equal((await ctl('rate', 'read', '30/s')).code, 0);
  assert.match((await ctl('workload', 'read', 'logn')).stderr,
    /workload: load 'read' cannot have the workload 'logn'\n.*did you mean 'login'\?/s);
  assert.equal((await ctl('workload', 'read', 'login')).code, 0);
  assert.match((await ctl('status')).stdout, /load +read +30\/s +login/);
  assert.deepEqual((await ctl('words', 'workload')).stdout.trim().split('\n'), ['read', 'spike', 'login']);
  await sleep(700);
  assert.equal((await ctl('rate', 'read', '20/s')).code, 0);
  assert.equal((await ctl('workload', 'read', 'read')).code, 0);
  assert.match((await ctl('status')).stdout, /load +read +20\/s +read/);
  assert.equal((await ctl('client', 'attempt_timeout=400ms', 'retry.max=1')).code, 0);
  assert.match((await ctl('client', 'deadlin=1s')).stderr, /did you mean 'deadline'\?/);
  assert.equal((await ctl('client')).code, 0);
  assert.equal(events(session.run).findLast(({ event }) => event === 'client_changed').settings, '');
  assert.equal((await ctl('note', 'from the shell')).code, 0);
  assert.equal((await ctl('phase', 'afterwards')).code, 0);
  assert.deepEqual((await ctl('words', 'cut')).stdout.trim().split('\n').sort(),
    ['balancer->web', 'client->balancer', 'web->web']);
  const saved = join(scratch(t), 'so-far.toml');
  assert.equal((await ctl('save', saved)).code, 0);
  assert.equal((await ctl('save', saved)).code, 64, 'nothing is written over');
  assert.equal((await squall(['check', saved])).code, 0);
  assert.match(readFileSync(saved, 'utf8'), /name = "read-as-login"/);
  assert.doesNotMatch(readFileSync(saved, 'utf8'), /spike-as-login/);
  const finish = await ctl('finish');
  assert.equal(finish.code, 0, finish.stderr);
  assert.match(finish.stdout, /report\.html/);
  await session.running.done;
  const report = readJson(join(session.run, 'report.json'));
  const came = report.phases.flatMap(({ steps }) => steps).filter(({ load }) => load === 'read-as-login');
  assert.ok(came.some(({ step, ok }) => step === 'private' && ok > 0), 'the other workload came');
  assert.ok(report.notes.some(({ text, who }) => text === 'from the shell' && who === 'ctl'));
  const over = await ctl('status');
  assert.equal(over.code, 64);
  assert.match(over.stderr, /no session goes on/);
});

test('a fault that could not be healed is still in, and can be healed again', async (t) => {
  const may = join(scratch(t), 'may');
  const session = await begin(t);
  const { ask } = session;
  const done = await ask('POST', '/api/faults', {
    kind: 'exec', target: 'web[0]',
    options: {
      run: ['touch', '{node.dir}/marked'], undo: ['test', '-e', may],
      proof: { url: '{node.url}/marked', expect: { status: 200 } },
    },
  });
  assert.equal(done.status, 201, done.text);
  await isIn(session, 'exec', 'in');
  const healings = () => events(session.run).filter(({ event }) => event === 'fault_healed').map(({ ok }) => ok);
  for (const tries of [1, 2]) {
    assert.equal((await ask('DELETE', '/api/faults/exec')).status, 202);
    await until(() => healings().length === tries, 20_000, 'the healing');
    assert.deepEqual(healings(), Array(tries).fill(false));
    await isIn(session, 'exec', 'in');
    await sleep(200);
  }
  assert.equal((await ask('POST', '/api/phases', { name: 'x' })).status, 409);
  writeFileSync(may, '');
  assert.equal((await ask('DELETE', '/api/faults/exec')).status, 202);
  await isIn(session, 'exec', 'healed');
  assert.equal((await ask('DELETE', '/api/faults/exec')).status, 409);
  assert.equal((await ask('POST', '/api/finish')).status, 202);
  await session.running.done;
});

test('SIGKILL leaves nothing, and the records give a report', async (t) => {
  const session = await begin(t);
  assert.equal((await session.ask('POST', '/api/faults', { kind: 'kill', target: 'web[0]' })).status, 201);
  await isIn(session, 'kill', 'in');
  await session.ask('POST', '/api/notes', { text: 'the last words' });
  await sleep(500);
  session.running.child.kill('SIGKILL');
  await session.running.done;
  await nothingLeft(session.run);
  const report = await squall(['report', session.run]);
  assert.equal(report.code, 0, report.stderr);
  const { phases, faults, notes, verdict } = readJson(join(session.run, 'report.json'));
  assert.deepEqual(phases.map(({ name }) => name), ['before', 'broken-1']);
  assert.equal(faults[0].kind, 'kill');
  assert.equal(notes[0].text, 'the last words');
  assert.equal(verdict, 'inconclusive');
  const dead = await squall(['ctl', '--session', session.run, 'status']);
  assert.equal(dead.code, 64);
  assert.match(dead.stderr, /was killed/);
});

test('Ctrl-C heals, ends everything and still makes the report', async (t) => {
  const session = await begin(t);
  assert.equal((await session.ask('POST', '/api/faults', { kind: 'stop', target: 'web[1]' })).status, 201);
  await isIn(session, 'stop', 'in');
  session.running.child.kill('SIGINT');
  const { code } = await session.running.done;
  assert.equal(code, 130);
  await nothingLeft(session.run);
  const { status, faults } = readJson(join(session.run, 'report.json'));
  assert.equal(status, 'interrupted');
  assert.equal(faults[0].heal_ok, true);
});

test('--open leads a browser to the page, by a file that is for its user alone', async (t) => {
  const asked = join(scratch(t), 'asked');
  const session = await begin(t, ['--open'], { env: { BROWSER: noteArgument(asked) } });
  await until(() => existsSync(asked), 10_000, 'the browser');
  const entrance = readFileSync(asked, 'utf8').trim();
  assert.equal(entrance, join(session.run, 'open.html'));
  assert.equal(statSync(entrance).mode & 0o777, 0o600);
  assert.ok(readFileSync(entrance, 'utf8').includes(`url=${session.address}/#${session.token}"`));
  await session.ask('POST', '/api/abort');
  await session.running.done;
  assert.ok(!existsSync(entrance));
});

test('a session ends by itself after --max-duration', async (t) => {
  const session = await begin(t, ['--max-duration', '12s']);
  const { code, stderr } = await session.running.done;
  assert.equal(code, 2, stderr);
  assert.match(stderr, /safety\.max_duration \(12s\) is over/);
  await nothingLeft(session.run);
});

test('what cannot begin says why, and starts nothing', async (t) => {
  const folder = scratch(t);
  const bare = await squall(['session', join(fixture('..'), 'limited', 'topology.toml')], { cwd: folder });
  assert.equal(bare.code, 64);
  assert.match(bare.stderr, /does not say which load a session has: write session = "FILE\.toml"/);
  const wrong = await squall(['session', fixture('topology.toml'), '--set', 'load.read.rate=fast', '--max-duration', '1h']);
  assert.equal(wrong.code, 64);
  assert.match(wrong.stderr, /--set 'load\.read\.rate=fast'/);
  assert.equal((await squall(['session', fixture('topology.toml'), '--max-duration', 'long'])).code, 64);
  assert.equal((await squall(['session', fixture('topology.toml'), '--prepare', 'kill'])).code, 64);
  const none = await squall(['ctl', 'status'], { cwd: folder });
  assert.equal(none.code, 64);
  assert.match(none.stderr, /no session goes on in squall-runs/);
});

test('shells complete the commands', async () => {
  for (const shell of ['bash', 'zsh']) {
    const { code, stdout } = await squall(['completion', shell]);
    assert.equal(code, 0);
    assert.match(stdout, /"ctl"\) (words|list)="kill hang slow cut inject heal /);
    assert.match(stdout, /"session"\) .*--save-as/);
  }
  assert.equal((await squall(['completion', 'fish'])).code, 64);
});
