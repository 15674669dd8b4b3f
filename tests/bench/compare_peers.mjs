// Measures Squall's load engine beside its peers on one machine: generator on one core, server on
// the other, runs of one and the other in turn, so that what the machine does meanwhile meets both.
//
// Each comparison has a limit, which the project promises to hold on an idle machine; the exit code
// is 1 if one was missed.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { median, pairedRatio, spread, table } from './peers/figures.mjs';
import { runBare, runClock, runHey, runSquall, runWrk } from './peers/generators.mjs';
import { missing, startFastServer, startNginx } from './peers/machine.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const usage = `Usage: tests/bench/compare_peers [options]

  --only PARTS     closed, curl, open, connections; a list with commas (default: all)
  --pairs N        runs of each that are compared (default 5)
  --seconds S      that each run is measured for (default 5)
  --build DIR      where squall and fast_server are (default build/release)
  --json FILE      where all figures go (default build/compare_peers.json)

It needs nginx, wrk, hey and taskset: apt-get install nginx-light wrk hey util-linux`;

const parts = ['closed', 'curl', 'open', 'connections'];
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: parts.join(',') },
    pairs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    build: { type: 'string', default: join(root, 'build', 'release') },
    json: { type: 'string', default: join(root, 'build', 'compare_peers.json') },
    help: { type: 'boolean', default: false },
  },
});
const only = options.only.split(',');
const pairs = Number(options.pairs);
const seconds = Number(options.seconds);
const binary = join(options.build, 'squall');
const fastServer = join(options.build, 'fast_server');
const bareClient = join(options.build, 'bare_client');

const results = [];
const show = (line) => console.log(line);
const round = (value, digits = 3) => Number(value.toPrecision(digits));

/** Notes a figure beside its limit; `holds` is "at least" or "at most". */
function judge(what, value, holds, limit, runs) {
  const ok = holds === 'at least' ? value >= limit : value <= limit;
  results.push({ what, value, holds, limit, ok, runs });
  show(`  ${ok ? '✓' : '✗'} ${what}: ${round(value)} (${holds} ${limit})`);
}

/** Runs each of `runs` in turn, `pairs` times; the figures by name. */
async function inTurn(runs) {
  const figures = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let pair = 0; pair < pairs; ++pair) {
    for (const [name, run] of Object.entries(runs)) figures[name].push(await run());
  }
  return figures;
}

const column = (runs, key) => runs.map((run) => run[key]);

function showRuns(figures, columns) {
  const rows = [['', ...columns.map(([title]) => title), 'spread']];
  for (const [name, runs] of Object.entries(figures)) {
    rows.push([name, ...columns.map(([, key]) => round(median(column(runs, key)), 4)),
      `${round(spread(column(runs, columns[0][1])) * 100, 2)} %`]);
  }
  table(rows).forEach((line) => show(`    ${line}`));
}

const kClosedColumns = [['requests/s', 'requestsPerS'], ['CPU us/request', 'cpuUsPerRequest'],
  ['CPU of its core', 'cpu']];

async function closedOn(server, connections, { hey, rate }) {
  show(`\nClosed loop, ${server.name}, ${connections} connections`);
  const where = { url: server.url, connections, seconds };
  const squall = () => runSquall({ binary, scenario: 'closed.toml', url: server.url, seconds,
    set: { 'load.load.users': connections } });
  const runs = { squall, wrk: () => runWrk(where), bare: () => runBare(bareClient, 'sockets', where),
    ...(hey && { hey: () => runHey(where) }) };
  const figures = await inTurn(runs);
  showRuns(figures, kClosedColumns);
  const ratio = (peer, key) => pairedRatio(column(figures.squall, key), column(figures[peer], key));
  const at = `${server.name}, ${connections} connections`;
  judge(`requests/s of wrk's, ${at}`, ratio('wrk', 'requestsPerS'), 'at least', rate, figures);
  judge(`CPU per request of wrk's, ${at}`, ratio('wrk', 'cpuUsPerRequest'), 'at most', 0.85);
  if (hey) judge(`requests/s of hey's, ${at}`, ratio('hey', 'requestsPerS'), 'at least', 2.5);
  showBare(figures);
}

/** What sending and receiving alone costs on this machine, and Squall beside it. */
function showBare({ squall, wrk, bare }) {
  const ratio = (a, b, key) => round(pairedRatio(column(a, key), column(b, key)));
  const beside = (a, b) =>
    `${ratio(a, b, 'requestsPerS')} of the requests/s, ${ratio(a, b, 'cpuUsPerRequest')} of the CPU`;
  show(`    a loop that only sends and receives has ${beside(bare, wrk)} of wrk`);
  show(`    squall has ${beside(squall, bare)} of that loop`);
}

async function closed() {
  const nginx = await startNginx();
  for (const connections of [16, 64, 256]) {
    await closedOn(nginx, connections, { hey: connections === 64, rate: 1.05 });
  }
  await nginx.stop();
  const fast = await startFastServer(fastServer);
  for (const connections of [16, 64, 256]) {
    await closedOn(fast, connections, { hey: connections === 64, rate: 1.25 });
  }
  await fast.stop();
}

async function curl() {
  const nginx = await startNginx();
  show('\nClosed loop, engine = "curl", nginx, 64 connections');
  const squall = () => runSquall({ binary, scenario: 'closed.toml', url: nginx.url, seconds,
    set: { 'load.load.users': 64, 'load.load.engine': 'curl' } });
  const where = { url: nginx.url, connections: 64, seconds };
  const figures = await inTurn({ squall, wrk: () => runWrk(where),
    bare: () => runBare(bareClient, 'curl', where) });
  showRuns(figures, kClosedColumns);
  const rates = (runs) => column(runs, 'requestsPerS');
  judge('requests/s of wrk\'s, engine = "curl"', pairedRatio(rates(figures.squall),
    rates(figures.wrk)), 'at least', 0.5, figures);
  showBare(figures);
  await nginx.stop();
}

const kOpenColumns = [['late p99 us', 'lateP99Us'], ['response p50 us', 'responseP50Us'],
  ['response p99 us', 'responseP99Us'], ['requests/s', 'requestsPerS'], ['missed', 'missed'],
  ['CPU of its core', 'cpu']];

async function open() {
  const fast = await startFastServer(fastServer);
  for (const rate of [1000, 5000, 20000]) {
    show(`\nOpen loop, ${fast.name}, ${rate} requests/s, 64 connections`);
    const run = (precision) => () => runSquall({ binary, scenario: 'open.toml', url: fast.url,
      seconds, set: { 'load.load.rate': `${rate}/s`, 'generator.precision': precision } });
    const { clock, ...figures } = await inTurn({ timer: run('timer'), spin: run('spin'),
      coarse: run('coarse'), clock: () => runClock(bareClient, { rate, seconds }) });
    showRuns(figures, kOpenColumns);
    show(`    a loop that only looks at the clock: late p99 ${
      round(median(column(clock, 'lateP99Us')))} us`);
    const of = (precision, key) => median(column(figures[precision], key));
    const at = `${rate} requests/s`;
    judge(`scheduling error p99 in us, ${at}`, of('timer', 'lateP99Us'), 'at most', 50, figures);
    judge(`the same with precision = "spin", ${at}`, of('spin', 'lateP99Us'), 'at most', 1);
    judge(`response time p50 of that with timers of 1 ms, ${at}`,
      of('timer', 'responseP50Us') / of('coarse', 'responseP50Us'), 'at most', 0.25);
  }
  await fast.stop();
}

async function connections() {
  const kMany = 15000;
  const fast = await startFastServer(fastServer);
  show(`\n${kMany} connections, ${fast.name}, 5000 requests/s, from a soft limit of 1024 files`);
  const run = (number) => () => runSquall({ binary, scenario: 'open.toml', url: fast.url, seconds,
    softFiles: 1024, set: { 'load.load.rate': '5000/s', 'load.load.max_in_flight': number,
      'client.connections': 'per_user', 'client.max_connections': 0, 'client.connect_timeout': '9s',
      'phase.warmup.for': '4s' } });
  const figures = await inTurn({ 64: run(64), [kMany]: run(kMany) });
  showRuns(figures, [...kOpenColumns, ['memory', 'memory']]);
  const of = (number, key) => median(column(figures[number], key));
  judge(`scheduling error p99 of that with 64 connections`,
    pairedRatio(column(figures[kMany], 'lateP99Us'), column(figures[64], 'lateP99Us')),
    'at most', 2, figures);
  judge('memory per connection in KiB', (of(kMany, 'memory') - of(64, 'memory')) /
    (kMany - 64) / 1024, 'at most', 8);
  await fast.stop();
}

async function main() {
  if (options.help) return show(usage);
  const unknown = only.filter((part) => !parts.includes(part));
  if (unknown.length > 0 || !(pairs >= 1) || !(seconds >= 1)) {
    throw new Error(`bad options\n${usage}`);
  }
  const lacking = missing(['nginx', 'wrk', 'hey', 'taskset']);
  if (lacking.length > 0) throw new Error(`this machine lacks ${lacking.join(', ')}\n${usage}`);
  for (const program of [binary, fastServer, bareClient]) {
    if (!existsSync(program)) throw new Error(`${program} is not there: run ./ci/build release`);
  }
  if (cpus().length < 2) throw new Error('generator and server need a core each');
  const run = { closed, curl, open, connections };
  for (const part of only) await run[part]();
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, JSON.stringify({ pairs, seconds, results }, null, 2) + '\n');
  const missed = results.filter(({ ok }) => !ok).length;
  show(`\n${results.length - missed} of ${results.length} limits hold; all figures: ${options.json}`);
  process.exitCode = missed > 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(`compare_peers: ${error.message}`);
  process.exit(64);
});
