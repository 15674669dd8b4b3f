// As many connections as the machine allows: the soft limit of open files is no hindrance, and the
// hard one is named.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';

import { binary, readJson, root, scratch } from './lib.mjs';

const bench = (name) => join(root, 'tests', 'bench', 'peers', name);

async function startServer(t) {
  const server = spawn(join(dirname(binary), 'fast_server'), ['0']);
  t.after(() => server.kill('SIGKILL'));
  for await (const piece of server.stdout) return /(http\S+)/.exec(String(piece))[1];
  throw new Error('fast_server did not start');
}

/** 300 users with a connection each, from a shell with a limit of open files. */
async function run(t, limit) {
  const url = await startServer(t);
  const out = join(scratch(t), 'run');
  const script = `${limit}; exec "$0" "$@"`;
  const child = spawn('bash', ['-c', script, binary, 'run', bench('closed.toml'), '--out', out,
    '--set', `service.web.addresses=["${url}"]`, '--set', 'load.load.users=300',
    '--set', 'client.connections=per_user', '--set', 'phase.warmup.for=1s',
    '--set', 'phase.measured.for=2s'], { stdio: 'pipe' });
  let output = '';
  child.stdout.on('data', (piece) => (output += piece));
  child.stderr.on('data', (piece) => (output += piece));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, output, out };
}

test('a soft limit of open files is raised', async (t) => {
  const { code, output, out } = await run(t, 'ulimit -S -n 64');
  assert.equal(code, 0, output);
  const report = readJson(join(out, 'report.json'));
  assert.ok(report.phases.every(({ operations, ok }) => operations > 0 && operations === ok));
});

// UBSan looks at memory through a pipe, and takes it for lost where there is no descriptor for one.
const skip = basename(dirname(binary)) === 'asan' && 'not under UBSan';
test('a hard limit that is too low is said, and what to do', { skip }, async (t) => {
  const { code, output } = await run(t, 'ulimit -n 64');
  assert.equal(code, 70, output);
  assert.match(output, /limit of 64 open files/);
  assert.match(output, /ulimit -H -n/);
});
