// Programs, pinned to a core each: the server to one, the generator to the other.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync,
} from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cpuSeconds } from './figures.mjs';

export const kGeneratorCore = 0;
export const kServerCore = 1;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const now = () => Number(process.hrtime.bigint()) / 1e9;

/** The names among `programs` that this machine lacks. */
export const missing = (programs) =>
  programs.filter((name) => spawnSync('sh', ['-c', `command -v "${name}"`]).status !== 0);

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Starts a program on one core. `done` gives its output, or throws what it said. */
export function startOn(core, command, options = {}) {
  const child = spawn('taskset', ['-c', String(core), ...command],
    { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  running.add(child);
  let output = '';
  const wake = new Set();
  const take = (piece) => {
    output += piece;
    wake.forEach((look) => look());
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const done = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      wake.forEach((look) => look(true));
      resolve({ code, signal, output });
    });
  });
  /** Resolves when the output matches. */
  const printed = (pattern) => new Promise((resolve, reject) => {
    const look = (ended = false) => {
      const match = pattern.exec(output);
      if (match === null && !ended) return;
      wake.delete(look);
      if (match !== null) return resolve(match);
      reject(new Error(`${command[0]} ended before it printed ${pattern}:\n${output}`));
    };
    wake.add(look);
    look();
  });
  return { child, done, printed };
}

export async function end(program) {
  program.child.kill('SIGTERM');
  await program.done;
}

export const cpuOf = (pid) => cpuSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8'));

/** How much of a core the process uses over the next `seconds`. */
export async function cpuShare(pid, seconds) {
  const begin = { time: now(), cpu: cpuOf(pid) };
  await sleep(seconds * 1000);
  return (cpuOf(pid) - begin.cpu) / (now() - begin.time);
}

/** Resident memory in bytes. */
export function residentBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) * 1024;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export async function waitForPort(port) {
  for (let tries = 0; tries < 100; ++tries) {
    const open = await new Promise((resolve) => {
      const socket = createConnection({ port, host: '127.0.0.1' });
      socket.on('connect', () => resolve(true) || socket.destroy());
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error(`nobody listens at port ${port}`);
}

const nginxConfig = (port, folder) => `
worker_processes 1;
worker_rlimit_nofile 20000;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 18000; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  sendfile on;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /bulk { root ${folder}; }
    location / { default_type text/plain; return 200 "${'x'.repeat(300)}"; }
  }
}
`;

/** nginx with one worker, answering 300 bytes from memory; `/bulk` is a gigabyte of zeros. */
export async function startNginx() {
  const folder = mkdtempSync(join(tmpdir(), 'squall-nginx-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'bulk'), '');
  truncateSync(join(folder, 'bulk'), 2 ** 30);
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), nginxConfig(port, folder));
  const program = startOn(kServerCore, ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf')]);
  await waitForPort(port);
  const stop = async () => {
    await end(program);
    rmSync(folder, { recursive: true });
  };
  return { name: 'nginx', url: `http://127.0.0.1:${port}`, stop };
}

/** The server of tests/fixtures that does next to nothing. */
export async function startFastServer(binary) {
  const program = startOn(kServerCore, [binary, '0']);
  const [, url] = await program.printed(/listening on (\S+)/);
  return { name: 'fast_server', url, stop: () => end(program) };
}
