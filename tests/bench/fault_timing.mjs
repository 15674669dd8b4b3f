// Measures how exactly faults keep their times and their sizes, on a fast server: how late 200
// injections are in, and what a latency of 100 ms delays at 2,000 requests a second.
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
workload = "read"
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
target = "client->web"
at = "500ms"
`;
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
[[link]]
from = "client"
to = "web"
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

function run(name, rate, length, fault) {
  const file = join(folder, `${name}.toml`);
  writeFileSync(file, head.replace('RATE', rate).replace('LENGTH', length) + fault + tail);
  const out = join(folder, name);
  try {
    execFileSync(squall, ['run', file, '--out', out], { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    console.log(String(error.stdout).trimEnd().split('\n').at(-1));
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
