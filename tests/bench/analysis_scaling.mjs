// Measures `squall report` on the folders that analysis_scaling made: DIR RUNS MILLIONS…
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, runs, ...sizes] = process.argv.slice(2);
const binary = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../build/release/squall');

/**
 * Wall and CPU time in seconds and the highest resident size in MiB. The CPU time and the size are
 * the kernel's last word before the process ends: it is read every 5 ms, so that up to 5 ms of the
 * CPU time may be missing; the size is a high-water mark.
 */
function measure(run) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const child = spawn(binary, ['report', run, '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] });
    let cpu_s = 0;
    let memory_mib = 0;
    const look = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        memory_mib = Math.max(memory_mib, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
        cpu_s = (Number(fields[11]) + Number(fields[12])) / 100; // USER_HZ is 100 on Linux.
      } catch {
        // It has just ended.
      }
    }, 5);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(look);
      const wall_s = Number(process.hrtime.bigint() - began) / 1e9;
      code === 0 ? resolve({ wall_s, cpu_s, memory_mib }) : reject(new Error(`exit code ${code}`));
    });
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const seen = new Map(sizes.map((size) => [size, []]));
for (let run = 0; run < Number(runs); ++run) {
  for (const size of sizes) seen.get(size).push(await measure(join(folder, size)));
}
console.log('attempts    wall      CPU       memory      wall per million');
for (const [size, measured] of seen) {
  const of = (name) => median(measured.map((each) => each[name]));
  console.log(
    `${size.padStart(4)} M    ${of('wall_s').toFixed(2).padStart(6)} s  ${of('cpu_s').toFixed(2).padStart(6)} s  ` +
      `${of('memory_mib').toFixed(0).padStart(6)} MiB  ${(of('wall_s') / Number(size)).toFixed(3).padStart(8)} s`,
  );
}
