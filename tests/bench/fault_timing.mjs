// Measures how exactly faults keep their times and their sizes: how late 200 injections are in, what
// a latency of 100 ms delays at 2,000 requests a second, and how long a bandwidth makes 5 s of data
// take.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const squall = process.env.SQUALL_BINARY ?? join(root, 'build', 'release', 'squall');
const server = process.env.SQUALL_FAST_SERVER ?? join(root, 'build', 'release', 'fast_server');
if (process.argv.includes('--help')) {
  console.log(`Usage: node tests/bench/fault_timing.mjs

It needs build/release/squall and build/release/fast_server (build with -DSQUALL_BENCHMARKS=ON), or
SQUALL_BINARY and SQUALL_FAST_SERVER.`);
  process.exit(0);
}

const head = `schema = 1
title = "Timing"
topology = "topology.toml"
[safety]
max_duration = "10m"
[[load]]
workload = "WORKLOAD"
rate = "RATE/s"
arrival = "constant"
[[phase]]
name = "baseline"
kind = "baseline"
for = "5s"
[[phase]]
name = "broken"
kind = "fault"
for = "LENGTH"
[[phase.fault]]
target = "client->TARGET"
at = "500ms"
`;
const bytesPerSecond = 1024 * 1024;
const tail = `
[[gate]]
phase = "baseline"
expr = "availability >= 50%"
`;
const topology = `schema = 1
name = "timing"
[[service]]
name = "web"
command = ["${server}", "{node.port}"]
ready = { probe = "tcp" }
[[service]]
name = "bulk"
command = ["node", "-e", '''
const body = Buffer.alloc(${5 * bytesPerSecond}, "x");
require("http").createServer((_, answer) => answer.end(body)).listen(process.argv[1], "127.0.0.1");
''', "{node.port}"]
ready = { probe = "tcp" }
[[link]]
from = "client"
to = "web"
[[link]]
from = "client"
to = "bulk"
[[workload]]
name = "download"
[[workload.step]]
name = "get"
url = "{bulk.url}/"
attempt_timeout = "20s"
deadline = "20s"
expect = { status = 200, length = ${5 * bytesPerSecond} }
[[workload]]
name = "read"
[[workload.step]]
name = "get"
url = "{web.url}/"
expect = { status = 200 }
`;

const folder = mkdtempSync(join(tmpdir(), 'squall-timing-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'topology.toml'), topology);

function run(name, rate, length, fault, workload = 'read', service = 'web') {
  const file = join(folder, `${name}.toml`);
  const values = { RATE: rate, LENGTH: length, WORKLOAD: workload, TARGET: service };
  writeFileSync(file, head.replace(/RATE|LENGTH|WORKLOAD|TARGET/g, (key) => values[key]) + fault + tail);
  const out = join(folder, name);
  try {
    execFileSync(squall, ['run', file, '--out', out], { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    console.log(String(error.stdout || error.stderr).trimEnd().split('\n').at(-1));
  }
  const events = readFileSync(join(out, 'journal.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  return { events, report: JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) };
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}
const say = (what, value, goal) => console.log(`${what.padEnd(56)}${value.padStart(24)}   goal ${goal}`);

{
  const { events } = run('injections', 50, '30s', `kind = "latency"
name = "late"
delay = "5ms"
for = "60ms"
repeat = { every = "140ms", times = 200 }
`);
  const planned = new Map(events.filter((event) => event.event === 'fault_injecting')
    .map((event) => [event.fault, event]));
  const late = events.filter((event) => event.event === 'fault_injected')
    .map((event) => (event.at_ns - planned.get(event.fault).planned_ns) / 1e6);
  const ahead = events.filter((event) => event.event === 'fault_injecting')
    .map((event) => (event.planned_ns - event.at_ns) / 1e6);
  say(`${late.length} injections are in, after their planned time`,
      `p50 ${quantile(late, 0.5).toFixed(2)}, p99 ${quantile(late, 0.99).toFixed(2)} ms`, 'p99 5 ms');
  say('their undo is begun, before their planned time', `${Math.min(...ahead).toFixed(0)} ms at least`, 'before');
}
{
  const { report } = run('latency', 2000, '6s', 'kind = "latency"\ndelay = "100ms"\nfor = "5s"\n');
  const { baseline, broken } = Object.fromEntries(report.phases.map((phase) => [phase.name, phase.service_time_ms]));
  say('a latency of 100 ms at 2,000 requests/s: service time',
      `p50 ${broken.p50.toFixed(2)}, p99 ${broken.p99.toFixed(2)} ms`,
      `100 + ${baseline.p50.toFixed(2)} +- 1 ms`);
}
{
  const { report } = run('bandwidth', 1, '30s', 'kind = "bandwidth"\nrate = "1MiB/s"\nfor = "25s"\n', 'download', 'bulk');
  const { service_time_ms: took } = report.phases.find((phase) => phase.name === 'broken');
  say('5 MiB at a bandwidth of 1 MiB/s: service time',
      `p50 ${(took.p50 / 1000).toFixed(3)}, max ${(took.max / 1000).toFixed(3)} s`, '5 s +- 2 %');
}
