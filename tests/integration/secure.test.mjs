// engine = "curl", end to end: HTTP/2 over TLS with an authority of one's own, while the server dies.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastLine, nothingLeft, readJson, root, scratch, squall } from './lib.mjs';

const scenario = join(root, 'tests', 'fixtures', 'secure', 'kill.toml');

/** A folder with an authority, another one, and a server's certificate of the first. */
function certificates(t) {
  const folder = scratch(t);
  const openssl = (name, ...more) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec',
    '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
    '-keyout', `${name}.key`, '-out', `${name}.pem`, ...more], { cwd: folder, stdio: 'pipe' });
  openssl('ca');
  openssl('other');
  openssl('server', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'subjectAltName=IP:127.0.0.1',
    '-addext', 'basicConstraints=CA:FALSE');
  const both = ['server.pem', 'server.key'].map((name) => readFileSync(join(folder, name), 'utf8'));
  writeFileSync(join(folder, 'both.pem'), both.join(''));
  return folder;
}

const run = (t, folder, ...more) => {
  const out = join(scratch(t), 'run');
  const set = ['--set', `variable.certificates.value=${folder}`, ...more];
  return { out, done: squall(['run', scenario, '--out', out, '--seed', '1', ...set]) };
};

test('a server behind TLS is killed, and its clients say how they lived through it', async (t) => {
  const { out, done } = run(t, certificates(t));
  const { code, stdout, stderr } = await done;
  assert.equal(code, 0, stdout + stderr);
  const report = readJson(join(out, 'report.json'));
  const [baseline, killed] = report.phases;
  assert.equal(baseline.availability, 1);
  assert.ok(killed.errors.connect_refused > 10, JSON.stringify(killed.errors));
  assert.ok(killed.availability < 0.9 && killed.availability > 0, killed.availability);
  assert.equal(report.faults[0].evidence.confirmed, true);
  await nothingLeft(out);
});

test('clients that trust another authority get through to nobody', async (t) => {
  const folder = certificates(t);
  const { out, done } = run(t, folder, '--no-faults',
    '--set', 'phase.recovery.timeout=1s', '--set', `client.tls.ca=${folder}/other.pem`);
  const { code, stdout } = await done;
  assert.equal(code, 1, stdout);
  const [baseline] = readJson(join(out, 'report.json')).phases;
  assert.equal(baseline.ok, 0);
  assert.deepEqual(Object.keys(baseline.errors), ['tls']);
});

test('engine "fast" is refused for https before anything starts', async (t) => {
  const { done } = run(t, certificates(t), '--set', 'load.read.engine=fast');
  const { code, stderr } = await done;
  assert.equal(code, 64, stderr);
  assert.match(stderr, /https, which engine "fast" does not speak/);
  assert.match(stderr, /write engine = "curl"/);
  assert.match(lastLine(stderr), /nothing was started/);
});
