// One run of one generator, pinned: its requests per second, and the share of its core that it used.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readClock, readHey, readReport, readWrk } from './figures.mjs';
import { cpuShare, kGeneratorCore, residentBytes, sleep, startOn } from './machine.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const kWarmupS = 1;
const kMarginS = 0.3;  // Of the measured stretch, at either end, that CPU is not counted in.

function withCpu(figures, cpu) {
  return { ...figures, cpu, cpuUsPerRequest: cpu / figures.requestsPerS * 1e6 };
}

async function runPeer(command, read, seconds) {
  const program = startOn(kGeneratorCore, command);
  await sleep((kWarmupS + kMarginS) * 1000);
  const cpu = await cpuShare(program.child.pid, seconds - 2 * kMarginS);
  const { code, output } = await program.done;
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}:\n${output}`);
  return withCpu(read(output), cpu);
}

/** wrk runs for the warm-up too: its rate is steady from the start. */
export const runWrk = ({ url, connections, seconds }) =>
  runPeer(['wrk', '-t1', `-c${connections}`, `-d${seconds + kWarmupS}s`, `${url}/`], readWrk,
    seconds);

export const runHey = ({ url, connections, seconds }) =>
  runPeer(['hey', '-c', connections, '-cpus', 1, '-z', `${seconds + kWarmupS}s`, `${url}/`]
    .map(String), readHey, seconds);

/** The floor: a loop that sends and receives, over `how` (sockets or curl), and does nothing else. */
export const runBare = (binary, how, { url, connections, seconds }) =>
  runPeer([binary, how, new URL(url).port, connections, seconds + kWarmupS].map(String), readWrk,
    seconds);

/** How late is whoever only looks at the clock, with `rate` moments a second. */
export async function runClock(binary, { rate, seconds }) {
  const { output } = await startOn(kGeneratorCore, [binary, 'clock', rate, seconds].map(String)).done;
  return readClock(output);
}

/** `squall run` with all of its recording on. `set`: values for --set, by key. */
export async function runSquall({ binary, scenario, url, seconds, set = {}, softFiles }) {
  const folder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  try {
    const values = { 'service.web.addresses': JSON.stringify([url]),
      'phase.measured.for': `${seconds}s`, ...set };
    const command = [binary, 'run', join(here, scenario), '--out', join(folder, 'run'),
      ...Object.entries(values).flatMap(([key, value]) => ['--set', `${key}=${value}`])];
    const limited = softFiles === undefined
      ? command : ['bash', '-c', `ulimit -S -n ${softFiles}; exec "$@"`, 'bash', ...command];
    const program = startOn(kGeneratorCore, limited);
    await program.printed(/phase measured/);
    await sleep(kMarginS * 1000);
    const cpu = await cpuShare(program.child.pid, seconds - 2 * kMarginS);
    const memory = residentBytes(program.child.pid);
    const { code, output } = await program.done;
    if (code !== 0) throw new Error(`squall ended with ${code}:\n${output}`);
    const report = JSON.parse(readFileSync(join(folder, 'run', 'report.json'), 'utf8'));
    return { ...withCpu(readReport(report), cpu), memory };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
