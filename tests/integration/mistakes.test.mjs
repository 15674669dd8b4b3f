// What commands say to arguments and files that are not what was meant. Nothing is started.
import test from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fixture, readJson, scratch, squall } from './lib.mjs';

const outside = (url, allow = '') => `schema = 1
name = "outside"
${allow === '' ? '' : `[safety]\nallow = ["${allow}"]`}
[[service]]
name = "web"
driver = "external"
addresses = ["${url}"]
[[link]]
from = "client"
to = "web"
`;
const scenario = (url, more = '') => `schema = 1
title = "asks"
topology = "topology.toml"
[[workload]]
name = "visit"
[[workload.step]]
name = "get"
url = "${url}"
[[load]]
workload = "visit"
rate = "20/s"
${more}
[[gate]]
expr = "availability >= 0%"
`;
const phase = '[[phase]]\nkind = "baseline"\nfor = "1s"\n';

const written = (t, topology, text) => {
  const folder = scratch(t);
  writeFileSync(join(folder, 'topology.toml'), topology);
  writeFileSync(join(folder, 'scenario.toml'), text);
  return folder;
};

const serve = async (t, answer) => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
};

test('hosts that the topology does not allow are refused before anything starts', async (t) => {
  const folder = written(t, outside('http://127.0.0.1:8080'), scenario('http://example.org/x', phase));
  const { code, stderr } = await squall(['check', 'scenario.toml'], { cwd: folder });
  assert.equal(code, 64);
  assert.match(stderr, /scenario\.toml:8:7: error: example\.org is not loopback, and not allowed/);
  assert.match(stderr, /write \[safety\] allow = \["example\.org:80"\] in the topology/);
  writeFileSync(join(folder, 'topology.toml'), outside('http://127.0.0.1:8080', 'example.org:80'));
  assert.equal((await squall(['check', 'scenario.toml'], { cwd: folder })).code, 0);
});

test('a host that only a variable names is refused when the load begins', async (t) => {
  const url = await serve(t, (_request, response) => response.end('ok'));
  const topology = `${outside(url)}[[variable]]\nname = "host"\nvalue = "192.0.2.1"\n`;
  const folder = written(t, topology, scenario('http://{var.host}/x', phase));
  const { code, stderr } = await squall(['run', 'scenario.toml'], { cwd: folder });
  assert.equal(code, 4, stderr);
  const said = readFileSync(join(folder, 'squall-runs', 'latest', 'journal.jsonl'), 'utf8');
  assert.match(said + stderr, /192\.0\.2\.1:80 was not dialled: it is not on this machine/);
});

test('a redirect to a host that is not allowed fails, and the report says so once', async (t) => {
  const away = (_request, response) => response.writeHead(302, { Location: 'http://192.0.2.1/x' }).end();
  const url = await serve(t, away);
  const more = `engine = "curl"\n${phase}[client]\nfollow_redirects = true\n`;
  const folder = written(t, outside(url), scenario('{web.url}/', more));
  await squall(['run', 'scenario.toml'], { cwd: folder });
  const run = join(folder, 'squall-runs', 'latest');
  const warnings = readFileSync(join(run, 'journal.jsonl'), 'utf8').match(/"what":"192\.0\.2\.1:80 was not/g);
  assert.equal(warnings?.length, 1);
  const report = readJson(join(run, 'report.json'));
  assert.match(JSON.stringify(report), /192\.0\.2\.1:80 was not dialled/);
});

test('what a file is not is said in one line', async (t) => {
  const folder = written(t, outside('http://127.0.0.1:8080'), scenario('{web.url}/', phase));
  const one = async (args, expected) => {
    const { code, stderr } = await squall(args, { cwd: folder });
    assert.equal(code, 64, stderr);
    assert.equal(stderr.match(/error: /g).length, 1, stderr);
    assert.match(stderr, expected);
  };
  await one(['plan', 'topology.toml'], /this is a topology, not a scenario/);
  await one(['doctor', 'scenario.toml'], /this is a scenario, not a topology\n[^]*name its topology: topology\.toml/);
  await one(['check', '.'], /this is a folder\n[^]*name its files: \.\/\*\.toml/);
  await one(['report', '.'], /\. is no run directory$/m);
  await one(['cleanup', '.'], /\. is no run directory, and holds none/);
  await one(['doctor', 'nofile.toml'], /there is no such file/);
  await one(['plan', 'scenario.toml', '--seed', '-1'], /--seed: '-1' is below 0/);
  mkdirSync(join(folder, 'runs', 'first'), { recursive: true });
  writeFileSync(join(folder, 'runs', 'first', 'journal.jsonl'), '');
  await one(['report', 'runs'], /runs is no run directory, but holds runs: name one, as runs\/first/);
});

test('a plan is written to a new file only', async (t) => {
  const folder = written(t, outside('http://127.0.0.1:8080'), scenario('{web.url}/', phase));
  const before = readFileSync(join(folder, 'scenario.toml'), 'utf8');
  const over = await squall(['plan', 'scenario.toml', '--write', 'scenario.toml'], { cwd: folder });
  assert.equal(over.code, 64);
  assert.match(over.stderr, /scenario\.toml is there already, and is left as it is/);
  assert.equal(readFileSync(join(folder, 'scenario.toml'), 'utf8'), before);
  const fresh = await squall(['plan', 'scenario.toml', '--write', 'drawn.toml'], { cwd: folder });
  assert.equal(fresh.code, 0, fresh.stderr);
  assert.match(fresh.stderr, /^wrote drawn\.toml$/m);
});

test('init writes what check accepts, or nothing', async (t) => {
  const folder = scratch(t);
  const init = (...args) => squall(['init', ...args], { cwd: folder });
  const bad = await init('bad', '--url', 'foo');
  assert.equal(bad.code, 64);
  assert.match(bad.stderr, /'foo' is no URL; write --url http:\/\/127\.0\.0\.1:8080/);
  assert.equal(existsSync(join(folder, 'bad')), false);
  assert.equal((await init('tls', '--url', 'https://db.example', '--path', 'health')).code, 0);
  const check = await squall(['check', 'tls/scenario.toml', 'tls/topology.toml'], { cwd: folder });
  assert.equal(check.code, 0, check.stderr);
  assert.match(readFileSync(join(folder, 'tls', 'topology.toml'), 'utf8'), /url = "\{web\.url\}\/health"/);
  assert.match(readFileSync(join(folder, 'tls', 'scenario.toml'), 'utf8'), /engine = "curl"/);
});

test('the README\'s first fault goes into what init writes', async (t) => {
  const folder = scratch(t);
  assert.equal((await squall(['init', 'mine'], { cwd: folder })).code, 0);
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [service, rest] = [...readme.matchAll(/```toml\n([^]*?)```/g)].map((block) => block[1]);
  const topology = join(folder, 'mine', 'topology.toml');
  const own = readFileSync(topology, 'utf8').replace(/\[\[service\]\][^]*?\n\n/, `${service}\n`);
  writeFileSync(topology, own);
  const file = join(folder, 'mine', 'scenario.toml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${rest}`);
  const { code, stdout, stderr } = await squall(['check', 'mine/scenario.toml'], { cwd: folder });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /ok/);
  assert.match(stderr, /warning: the program 'my-server' is not on this machine/);
});

test('kinds shows what may be written, sections too', async () => {
  assert.match((await squall(['kinds', 'kill'])).stdout, /heal = restart \| none \[restart\]/);
  const latency = (await squall(['kinds', 'latency'])).stdout;
  assert.match(latency, /delay = duration \(required\)/);
  assert.match(latency, /\[\[phase\.fault\]\]\n +kind = "latency"\n +target = "FROM->TO"\n +delay = "100ms"/);
  assert.match((await squall(['kinds', 'gate'])).stdout, /^### `\[\[gate\]\]`\n[^]*min_samples/);
  assert.match((await squall(['kinds', 'rss_max'])).stdout, /^metric\n +node\(NAME\)\.rss_max/);
  assert.match((await squall(['kinds', 'nonsense'])).stderr, /`squall kinds --reference` prints all/);
});

test('a command names the options of every command, and its exit codes', async () => {
  for (const command of [['check'], ['plan'], ['up'], ['init'], ['cleanup'], ['doctor'], ['ctl', 'kill']]) {
    const { stdout } = await squall([...command, '--help']);
    assert.match(stdout, /--json, --color WHEN/, command);
    assert.match(stdout, command[0] === 'ctl' ? /squall ctl kill 'web\[1\]'/ : /Exit codes: 0/, command);
  }
});

test('runs that lie in folders of folders are found', async (t) => {
  const folder = scratch(t);
  const ran = await squall(['run', fixture('kill.toml'), '--set', 'phase.baseline.for=1s', '--no-faults',
                            '--out', 'kept/night/one'], { cwd: folder });
  assert.ok(existsSync(join(folder, 'kept/night/one/report.json')), ran.stdout + ran.stderr);
  cpSync(join(folder, 'kept/night/one'), join(folder, 'kept/night/two'), { recursive: true });
  const { code, stdout, stderr } = await squall(['trend', 'kept', '--gates'], { cwd: folder });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /\|/);
});
