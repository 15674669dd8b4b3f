// What the integration tests share: running the binary as a user does, and looking at the machine.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const binary = process.env.SQUALL_BINARY ?? join(root, 'build', 'release', 'squall');
export const fixture = (name) => join(root, 'tests', 'fixtures', 'balanced', name);
export const long = Boolean(process.env.SQUALL_LONG);

/** A new folder, removed when the test ends. */
export function scratch(t) {
  const folder = mkdtempSync(join(tmpdir(), 'squall-test-'));
  t.after(async () => {
    // The reaper of a killed harness may still be writing down what it did.
    for (let tries = 0; tries < 20; ++tries) {
      try {
        return rmSync(folder, { recursive: true, force: true });
      } catch {
        await sleep(200);
      }
    }
  });
  return folder;
}

/** For --out: a folder with a name that no other run has, in one that is removed. */
export const runFolder = (t) => {
  const folder = scratch(t);
  return join(folder, `run-${basename(folder).split('-').at(-1)}`);
};

/**
 * Starts the binary. `done` gives { code, signal, stdout, stderr }; `output()` what was printed
 * so far.
 */
export function start(args, { cwd = root, env = {}, timeout = 600_000 } = {}) {
  const child = spawn(binary, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece) => (stdout += piece));
  child.stderr.on('data', (piece) => (stderr += piece));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
  const done = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { child, done, output: () => stdout + stderr };
}

/** For a first scenario (`squall init`): clients that wait for a machine that is busy. */
export const patient = ['client.connect_timeout=20s', 'client.attempt_timeout=30s', 'client.deadline=60s',
                        'gate.is-fast.expr=p99(response_time) <= 30s'].flatMap((set) => ['--set', set]);

export const squall = (args, options) => start(args, options).done;

export const lastLine = (text) => text.trimEnd().split('\n').at(-1);
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
export const events = (run) =>
  readFileSync(join(run, 'journal.jsonl'), 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line));

/** What a run's report.json lacks by its JSON Schema; "" if nothing. */
export async function schemaErrors(run) {
  const { validator_of } = await import(join(dirname(binary), 'browser-tests', 'json_schema.mjs'));
  return validator_of('report', join(root, 'reports', 'schema'))(readJson(join(run, 'report.json')));
}

/** What went into a run, in order: its name, kind and nodes, and ms from the first phase's start. */
export function injections(run) {
  const all = events(run);
  const origin = all.find(({ event }) => event === 'phase_started').at_ns;
  return all.filter(({ event }) => event === 'fault_injected').map(({ fault: name, began_ns }) => {
    const { kind, nodes } = all.find(({ event, fault: other }) => event === 'fault_injecting' && other === name);
    return { name, kind, nodes, at: (began_ns - origin) / 1e6 };
  });
}

/** A program that writes its first argument to `file`; it is written beside that. */
export function noteArgument(file) {
  const program = `${file}.sh`;
  writeFileSync(program, `#!/bin/sh\necho "$1" > '${file}.new' && mv '${file}.new' '${file}'\n`, { mode: 0o755 });
  return program;
}

/** The ports of the nodes, as far as the journal came. */
export const portsOf = (run) =>
  events(run).filter((event) => event.event === 'topology_resolved')
    .flatMap((event) => event.services).flatMap((service) => service.nodes)
    .map((node) => Number(new URL(node.address).port));

/** The processes that carry the mark of the run directory. */
export function processesOf(run) {
  const found = [];
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (environment.includes(`SQUALL_RUN=${run}`)) found.push(`${pid} ${command}`);
    } catch {
      // It ended meanwhile, or is not ours to look at.
    }
  }
  return found;
}

/** The loopback ports that somebody listens on. */
export function listeningPorts() {
  const ports = new Set();
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
    const [, local, , state] = line.trim().split(/\s+/);
    if (state === '0A') ports.add(parseInt(local.split(':')[1], 16));
  }
  return ports;
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `condition` gives something truthy, or throws after `ms`. */
export async function until(condition, ms, what) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(20);
  }
}

/** The groups of processes (cgroups) of a run, whose folder must have a name of its own. */
export function groupsOf(run) {
  const ours = `squall-${basename(run)}-`;
  const below = (folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => (name.startsWith(ours) ? [join(folder, name)] : below(join(folder, name))));
    } catch {
      return [];  // It went meanwhile, or there are none.
    }
  };
  return below('/sys/fs/cgroup');
}

/** What is mounted in the run's folder. */
export const mountsIn = (run) =>
  readFileSync('/proc/self/mounts', 'utf8').split('\n').filter((line) => line.split(' ')[1]?.startsWith(run));

/**
 * The promise after any end of the harness: within 5 s no process and no listener of the run; the
 * long tests hold it to that, the others grant more to a machine that is busy. The milliseconds that
 * it took. (A process that is ending loses its environment a moment before its sockets.)
 */
export async function nothingLeft(run) {
  const start = Date.now();
  const ports = existsSync(join(run, 'journal.jsonl')) ? portsOf(run) : [];
  const left = () => {
    const listening = listeningPorts();
    return [...processesOf(run), ...ports.filter((port) => listening.has(port))];
  };
  await until(() => left().length === 0, long ? 5_000 : 15_000,
    'the end of every process and listener')
    .catch((error) => { throw new Error(`${error.message}: ${left().join(', ')}`); });
  return Date.now() - start;
}

/** All files below a folder. */
export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}

/** A seeded random generator (mulberry32), so that a failing moment can be tried again. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}
