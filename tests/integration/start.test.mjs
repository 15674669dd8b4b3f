// A system that does not start: exit code 4, what happened, the tail of the node's log, and nothing
// left behind.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fixture, processesOf, readJson, root, scratch, squall } from './lib.mjs';

async function failsToStart(t, sets, pattern) {
  const run = join(scratch(t), 'run');
  const args = sets.flatMap((set) => ['--set', set]);
  const { code, stdout, stderr } = await squall(['run', fixture('kill.toml'), '--out', run, ...args]);
  assert.equal(code, 4, stdout + stderr);
  assert.match(stdout + stderr, pattern);
  assert.deepEqual(processesOf(run), []);
  assert.equal(readJson(join(run, 'report.json')).exit_code, 4);
  return stdout + stderr;
}

test('a service that never gets ready', async (t) => {
  const output = await failsToStart(
    t, ['service.web.env.READY=never', 'service.web.ready.timeout=5s'], /web\[[01]\].*not ready/s);
  assert.match(output, /starts on port/, 'the tail of its log is shown');
});

test('a node that dies during the start is noticed at once', async (t) => {
  const output = await failsToStart(
    t, ['service.web.env.READY=never', 'service.web.env.DIE_AFTER_MS=100',
        'service.web.ready.timeout=1h'], /exit code 3/);
  assert.match(output, /giving up on purpose/);
});

test('a scenario is run from its own folder', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout, stderr } = await squall(['run', 'ended.toml', '--out', run], { cwd: dirname(fixture('x')) });
  assert.equal(code, 0, stdout + stderr);
});

test('no abort condition looks back at a slow start', async (t) => {
  const run = join(scratch(t), 'run');
  const server = join(root, 'tests', 'fixtures', 'limited', 'server.mjs');
  const { code, stdout, stderr } = await squall([
    'run', join(root, 'tests', 'fixtures', 'limited', 'short.toml'), '--out', run,
    '--set', `service.web.command=["sh", "-c", "sleep 1.5; exec node ${server}"]`,
    '--set', 'safety.abort_when=["goodput(1s) < 10/s"]', '--set', 'phase.baseline.for=2s',
  ]);
  assert.equal(code, 0, stdout + stderr);
});

test('a missing program', async (t) => {
  await failsToStart(t, ['service.web.command=["no-such-program-here"]'], /no-such-program-here/);
});

test('an occupied port', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  t.after(() => server.close());
  const { port } = server.address();
  await failsToStart(
    t, ['service.web.nodes=1', `service.web.ports={ http = ${port} }`,
        'service.web.env.PEERS=', 'phase.killed.fault.kill.target=web'],
    new RegExp(`${port}`));
});

test('a full disk for the data of a node', async (t) => {
  const folder = join(scratch(t), 'small');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    t.skip('a small file system cannot be mounted here');
    return;
  }
  try {
    const output = await failsToStart(
      t, [`service.web.data=${folder}`, 'service.web.env.WRITE_FILE={node.dir}/data'], /web\[[01]\]/);
    assert.match(output, /ENOSPC/);
  } finally {
    execFileSync('umount', [folder]);
  }
});

test('a start hypothesis that does not hold', async (t) => {
  const run = join(scratch(t), 'run');
  const { code, stdout } = await squall([
    'run', fixture('kill.toml'), '--out', run, '--set', 'hypothesis.answers.expect={ status = 418 }',
    '--set', 'hypothesis.answers.within=300ms',
  ]);
  assert.equal(code, 4, stdout);
  assert.match(stdout, /answers/);
  assert.equal(readJson(join(run, 'report.json')).faults.filter((f) => f.injected_at_s != null).length, 0);
});
