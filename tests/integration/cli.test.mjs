// The command line: help, mistakes, plans, and a first scenario for a system that already runs.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  fixture, noteArgument, patient, processesOf, readJson, root, scratch, squall, start, until,
} from './lib.mjs';

const kCommands = ['run', 'check', 'plan', 'explore', 'up', 'report', 'compare', 'baseline', 'trend', 'kinds', 'init', 'doctor', 'cleanup',
                   'suite', 'session', 'ctl', 'completion'];

test('every command has help with an example', async () => {
  const { code, stdout } = await squall(['--help']);
  assert.equal(code, 0);
  for (const command of kCommands) {
    assert.match(stdout, new RegExp(`\\b${command}\\b`));
    const help = await squall([command, '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /Example/, command);
  }
  assert.match((await squall(['--version'])).stdout, /^squall \d+\.\d+\.\d+/);
});

test('bad arguments end with 64', async () => {
  for (const args of [[], ['no-such-command'], ['run'], ['run', 'missing.toml'], ['report', '/nowhere'],
                      ['run', fixture('kill.toml'), '--no-such-option']]) {
    const { code, stderr } = await squall(args);
    assert.equal(code, 64, `${args}: ${stderr}`);
    assert.notEqual(stderr, '', `${args} says why`);
  }
});

test('a mistyped command or option is told what it was meant to be', async () => {
  const wrong = async (...args) => {
    const { code, stderr, stdout } = await squall(args);
    assert.equal(code, 64, `${args}: ${stderr}`);
    assert.equal(stdout, '');
    return stderr;
  };
  assert.match(await wrong('chek', 'a.toml'), /^error: squall has no command 'chek'\n.*did you mean 'check'\?/);
  assert.match(await wrong('ctl', 'kil', 'web'), /squall ctl has no command 'kil'\n.*did you mean 'kill'\?/);
  assert.match(await wrong('run', 'a.toml', '--rpeat=3'),
    /squall run has no option '--rpeat'\n.*'--repeat'\?\n.*squall run --help tells more/);
  assert.match(await wrong('check', 'a.toml', '--colour', 'never'), /has no option '--colour'\n.*'--color'\?/);
  assert.match(await wrong('-x'), /squall has no option '-x'/);
  assert.match(await wrong(), /squall needs a command\n.*commands are run, suite, .* and completion\n/);
  assert.match(await wrong('up', 'a.toml', 'b.toml'), /squall up does not expect 'b.toml'/);
  assert.match(await wrong('run'), /squall run needs scenarios/);
  assert.match(await wrong('run', 'a.toml', '--repeat', '0'), /--repeat: '0' is not a whole number above 0/);
  assert.match(await wrong('run', 'a.toml', '--seed', 'x'), /--seed: 'x' cannot be its value/);
  assert.match(await wrong('run', 'a.toml', '--color', 'red'), /--color: 'red' is not auto, always or never/);
});

test('five mistakes of different kinds are five diagnostics, and nothing is started', async (t) => {
  const folder = scratch(t);
  const file = join(folder, 'broken.toml');
  const text = readFileSync(fixture('kill.toml'), 'utf8')
    .replace('topology = "topology.toml"', `topology = "${fixture('topology.toml')}"`)
    .replace('rate = "60/s"', 'rate = "sixty"')                       // not a rate
    .replace('target = "web[1]"', 'target = "wep[1]"')                // no such service
    .replace('availability >= 90%', 'availabilty >= 90%')             // no such metric
    .replace('deadline = "2s"', 'dead_line = "2s"')                   // no such key
    .replace('timeout = "15s"', 'timeout = 15');                      // not a duration
  writeFileSync(file, text);
  const { code, stderr } = await squall(['check', file], { cwd: folder });
  assert.equal(code, 64);
  const places = stderr.match(/broken\.toml:\d+:\d+: error:/g) ?? [];
  assert.equal(places.length, 5, stderr);
  for (const hint of ['web', 'availability', 'deadline']) assert.match(stderr, new RegExp(hint));
  const run = await squall(['run', file], { cwd: folder });
  assert.equal(run.code, 64);
  assert.ok(!existsSync(join(folder, 'squall-runs')));
});

test('--json gives one document for every command that prints a result', async (t) => {
  const json = async (args, code = 0) => {
    const result = await squall([...args, '--json']);
    assert.equal(result.code, code, `${args}: ${result.stderr}`);
    return JSON.parse(result.stdout);
  };
  assert.deepEqual(await json(['check', fixture('kill.toml')]),
                   { files: [{ file: fixture('kill.toml'), ok: true, diagnostics: [] }] });
  const file = join(scratch(t), 'broken.toml');
  writeFileSync(file, readFileSync(fixture('kill.toml'), 'utf8')
    .replace('topology = "topology.toml"', `topology = "${fixture('topology.toml')}"`)
    .replace('deadline = "2s"', 'dead_line = "2s"'));
  const [broken] = (await json(['check', file], 64)).files;
  assert.equal(broken.ok, false);
  const line = readFileSync(file, 'utf8').split('\n').findIndex((text) => text.includes('dead_line')) + 1;
  assert.deepEqual(broken.diagnostics.map((each) => [each.severity, each.line, each.column]), [['error', line, 1]]);

  const plan = await json(['plan', fixture('kill.toml'), '--seed', '7']);
  assert.equal(plan.seed, 7);
  assert.deepEqual(plan.entries.filter((entry) => entry.kind).map((entry) => [entry.action, entry.targets]),
                   [['inject', ['web[1]']], ['heal', ['web[1]']]]);
  assert.ok((await json(['kinds', 'fault'])).fault.some((kind) => kind.name === 'kill'));
  const [topology] = (await json(['doctor', fixture('topology.toml')])).topologies;
  assert.ok(topology.complete && topology.programs.every((program) => program.path));
});

test('a mistake in --set names the argument', async () => {
  const { code, stderr } = await squall(['check', fixture('kill.toml'), '--set', 'gate.availability.exp=1']);
  assert.equal(code, 64);
  assert.match(stderr, /gate\.availability\.exp/);
});

test('the same seed gives the same plan', async () => {
  const plan = (seed) => squall(['plan', fixture('kill.toml'), '--seed', seed,
                                 '--set', 'phase.killed.fault.kill.target=web[any]']);
  const first = await plan('3');
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /web\[[01]\]/);
  assert.equal((await plan('3')).stdout, first.stdout);
});

test('kinds, metrics and the reference are listed', async () => {
  assert.match((await squall(['kinds', 'fault'])).stdout, /kill[\s\S]*stop/);
  assert.match((await squall(['kinds', 'metric'])).stdout, /availability/);
  assert.match((await squall(['kinds', 'latency'])).stdout, /^toxic\n  latency .*[\s\S]*jitter/);
  assert.match((await squall(['kinds', 'fault', 'kill'])).stdout, /^fault\n  kill .*\n(      .*\n)*\n  as in\n(      .*\n)*$/);
  const wrong = await squall(['kinds', 'latncy']);
  assert.equal(wrong.code, 64);
  assert.match(wrong.stderr, /nothing is called 'latncy'; did you mean 'latency'\?/);
  assert.match((await squall(['kinds', 'falt', 'kill'])).stderr, /nothing is called 'falt'; did you mean 'fault'\?/);
  assert.match((await squall(['kinds', 'fault', 'klil'])).stderr, /no fault is called 'klil'; did you mean 'kill'\?/);
  assert.match((await squall(['kinds', 'metrc'])).stderr, /did you mean 'metric'\?/);
});

test('scenarios/REFERENCE.md is what the option schemas say', async () => {
  const { stdout } = await squall(['kinds', '--reference']);
  assert.equal(stdout, readFileSync(join(root, 'scenarios', 'REFERENCE.md'), 'utf8'),
               'write it anew: build/release/squall kinds --reference > scenarios/REFERENCE.md');
});

test('a first scenario for a system that already runs passes at once', async (t) => {
  const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  t.after(() => server.close());
  const folder = scratch(t);
  const init = await squall(['init', 'mine', '--url', `http://127.0.0.1:${server.address().port}/`], { cwd: folder });
  assert.equal(init.code, 0, init.stderr);
  const check = await squall(['check', 'mine/scenario.toml', 'mine/topology.toml'], { cwd: folder });
  assert.equal(check.code, 0, check.stderr);
  const run = await squall(['run', 'mine/scenario.toml', '--set', 'phase.baseline.for=6s', ...patient], { cwd: folder });
  assert.equal(run.code, 0, run.stdout + run.stderr);
  assert.equal(readJson(join(folder, 'squall-runs', 'latest', 'report.json')).verdict, 'pass');
  assert.equal((await squall(['init', 'mine'], { cwd: folder })).code, 64, 'nothing is overwritten');

  const asked = join(folder, 'asked');
  const open = (browser, path) => squall(['report', 'squall-runs/latest', '--open'],
                                         { cwd: folder, env: { BROWSER: browser, PATH: path } });
  assert.equal((await open(`no-such-browser:${noteArgument(asked)}`, process.env.PATH)).code, 0);
  await until(() => existsSync(asked), 10_000, 'the browser');
  assert.match(readFileSync(asked, 'utf8'), /^\/.*\/report\.html\n$/);
  const none = await open('', folder);
  assert.equal(none.code, 64);
  assert.match(none.stderr, /nothing here opens pages: install xdg-utils, or name a browser in BROWSER/);
});

test('a topology is held until interrupted, and leaves nothing', async (t) => {
  const folder = scratch(t);
  const up = start(['up', fixture('topology.toml'), '--out', join(folder, 'run')], { cwd: folder });
  const address = () => up.output().match(/balancer\s+(http:\S+)/)?.[1];
  await until(address, 120_000, 'the topology is up, and says where');
  const url = address();
  assert.equal((await fetch(`${url}/ready`)).status, 200);
  up.child.kill('SIGINT');
  assert.equal((await up.done).code, 0);
  assert.deepEqual(processesOf(join(folder, 'run')), []);
});
