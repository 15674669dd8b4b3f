// Measures Squall's fault proxy, without a toxic, beside HAProxy in TCP mode and nginx's stream module:
// the proxy on one core, client and server on the other, runs of each in turn.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { median, pairedRatio, readWrk, spread, table } from './peers/figures.mjs';
import {
  cpuOf, kGeneratorCore, missing, now, startFastServer, startNginx, startOn,
} from './peers/machine.mjs';
import { startHaproxy, startNginxStream, startSquallProxy } from './peers/proxies.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const usage = `Usage: tests/bench/compare_proxies [options]

  --pairs N        runs of each that are compared (default 5)
  --seconds S      that each run is measured for (default 4)
  --build DIR      where lone_proxy, bulk_sink and fast_server are (default build/release, built
                   with -DSQUALL_BENCHMARKS=ON)

It needs haproxy, nginx with its stream module, wrk and taskset:
apt-get install haproxy nginx-light libnginx-mod-stream wrk util-linux`;

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    build: { type: 'string', default: join(root, 'build', 'release') },
    help: { type: 'boolean', default: false },
  },
});
const pairs = Number(options.pairs);
const seconds = Number(options.seconds);
const program = (name) => join(options.build, name);
const show = (line) => console.log(line);
const round = (value) => Number(value.toPrecision(4));

let missed = 0;
function judge(what, value, holds, limit) {
  const ok = holds === 'at least' ? value >= limit : value <= limit;
  if (!ok) ++missed;
  show(`  ${ok ? '✓' : '✗'} ${what}: ${round(value)} (${holds} ${limit})`);
}

/** What the client got done, and the CPU time that the proxy took for it. */
async function run(proxy, command, read) {
  const begin = { cpu: cpuOf(proxy.pid), time: now() };
  const client = startOn(kGeneratorCore, command(proxy.port));
  const { code, output } = await client.done;
  if (code !== 0) throw new Error(`${command(proxy.port)[0]} ended with ${code}:\n${output}`);
  const done = read(output);
  return { rate: done, cpuPerUnit: (cpuOf(proxy.pid) - begin.cpu) / (done * (now() - begin.time)) };
}

async function compare(title, target, command, read, unit) {
  const proxies = [await startSquallProxy(program('lone_proxy'), target), await startHaproxy(target),
    await startNginxStream(target)];
  const figures = Object.fromEntries(proxies.map(({ name }) => [name, []]));
  for (let pair = 0; pair < pairs; ++pair) {
    for (const proxy of proxies) figures[proxy.name].push(await run(proxy, command, read));
  }
  for (const proxy of proxies) await proxy.stop();
  show(`\n${title}`);
  const column = (name, key) => figures[name].map((one) => one[key]);
  table([['', unit.name, unit.cpu, 'spread'], ...proxies.map(({ name }) => [name,
    round(median(column(name, 'rate')) / unit.size),
    round(median(column(name, 'cpuPerUnit')) * unit.cpuSize),
    `${round(spread(column(name, 'rate')) * 100)} %`])]).forEach((line) => show(`    ${line}`));
  return (peer, key) => pairedRatio(column('squall', key), column(peer, key));
}

async function requests() {
  const server = await startFastServer(program('fast_server'));
  const command = (port) => ['wrk', '-t1', '-c64', `-d${seconds}s`, `http://127.0.0.1:${port}/`];
  const ratio = await compare('Requests of 300 bytes, 64 kept-alive connections',
    Number(new URL(server.url).port), command, (text) => readWrk(text).requestsPerS,
    { name: 'requests/s', cpu: 'CPU us/request', size: 1, cpuSize: 1e6 });
  judge("requests/s of HAProxy's", ratio('haproxy', 'rate'), 'at least', 1.0);
  judge("requests/s of nginx stream's", ratio('nginx-stream', 'rate'), 'at least', 0.95);
  await server.stop();
}

async function bulk() {
  const server = await startNginx();
  const command = (port) => [program('bulk_sink'), String(port), '/bulk', '4', String(seconds)];
  const ratio = await compare('Bulk: 4 connections, a gigabyte each',
    Number(new URL(server.url).port), command, (text) => Number(/bytes\/s: (\d+)/.exec(text)[1]),
    { name: 'MB/s', cpu: 'CPU s/GB', size: 1e6, cpuSize: 1e9 });
  judge("bytes/s of HAProxy's", ratio('haproxy', 'rate'), 'at least', 1.5);
  judge("CPU per byte of HAProxy's", ratio('haproxy', 'cpuPerUnit'), 'at most', 0.5);
  await server.stop();
}

async function main() {
  if (options.help) return show(usage);
  const lacking = missing(['haproxy', 'nginx', 'wrk', 'taskset']);
  if (lacking.length > 0) throw new Error(`this machine lacks ${lacking.join(', ')}\n${usage}`);
  for (const name of ['lone_proxy', 'bulk_sink', 'fast_server']) {
    if (!existsSync(program(name))) throw new Error(`${program(name)} is not there\n${usage}`);
  }
  await requests();
  await bulk();
  process.exitCode = missed > 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(`compare_proxies: ${error.message}`);
  process.exit(64);
});
