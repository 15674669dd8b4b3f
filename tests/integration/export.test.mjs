// What was recorded, for other programs: csv, jsonl, hgrm, and what goes wrong there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, after, test } from 'node:test';
import { binary, patient, readJson, scratch, squall } from './lib.mjs';

let server;
before(async () => {
  server = createServer((_, response) => response.end('ok'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => server.close());

/** A short run on a server that answers; its directory. */
async function run(t) {
  const folder = scratch(t);
  const url = `http://127.0.0.1:${server.address().port}/`;
  assert.equal((await squall(['init', 'mine', '--url', url], { cwd: folder })).code, 0);
  const done = await squall(['run', 'mine/scenario.toml', '--out', 'run', '--set', 'phase.baseline.for=6s', ...patient],
                            { cwd: folder });
  assert.equal(done.code, 0, done.stdout + done.stderr);
  return join(folder, 'run');
}

const total = (report, name) => report.phases.reduce((sum, phase) => sum + phase[name], 0);

test('attempts can be exported', async (t) => {
  const directory = await run(t);
  const report = readJson(join(directory, 'report.json'));
  const csv = (await squall(['report', directory, '--export', 'csv'])).stdout.trimEnd().split('\n');
  const columns = csv[0].split(',');
  const rows = csv.slice(1).map((line) => line.split(','));
  const of = (row, column) => row[columns.indexOf(column)];
  const counted = rows.filter((row) => of(row, 'phase') !== '');
  assert.ok(counted.length > 0);
  assert.equal(counted.length, total(report, 'attempts') + total(report, 'dropped'));
  assert.ok(rows.every((row) => row.length === columns.length && of(row, 'outcome') === 'ok'));
  assert.ok(rows.every((row) => Number(of(row, 'response_time_ms')) >= Number(of(row, 'service_time_ms'))));

  const jsonl = (await squall(['report', directory, '--export', 'jsonl'])).stdout.trimEnd().split('\n');
  const objects = jsonl.map((line) => JSON.parse(line));
  assert.deepEqual(Object.keys(objects[0]), columns);
  assert.deepEqual(objects.map((object) => object.iteration), rows.map((row) => Number(of(row, 'iteration'))));

  const folder = join(directory, 'latencies');
  assert.equal((await squall(['report', directory, '--export', 'hgrm', '--output', folder])).code, 0);
  assert.equal(readdirSync(folder).length, 2 * (report.phases.length + 1));
  const all = readFileSync(join(folder, 'response_time.all.hgrm'), 'utf8');
  assert.equal((await squall(['report', directory, '--export', 'hgrm'])).stdout, all);

  // Torn, as by SIGKILL: what is whole is exported, and the rest is spoken of.
  const records = join(directory, 'operations.bin');
  truncateSync(records, statSync(records).size - 10);
  const torn = await squall(['report', directory, '--export', 'csv']);
  assert.equal(torn.code, 0);
  assert.match(torn.stderr, /the end of operations\.bin is cut off/);
  assert.ok(torn.stdout.trimEnd().split('\n').length < csv.length);

  // Of another format: which one it has, and which one is read.
  const bytes = readFileSync(records);
  const format = bytes.toString('latin1', 0, bytes.indexOf('\n')).split(' ').at(-1);
  writeFileSync(records, Buffer.concat([Buffer.from('squall operations 77\n'), bytes]));
  for (const what of ['csv', 'jsonl', 'hgrm']) {
    const other = await squall(['report', directory, '--export', what]);
    assert.equal(other.code, 64);
    assert.equal(other.stdout, '');
    assert.ok(other.stderr.includes(
      `cannot read operations.bin: it has format 77, and this Squall reads format ${format}`), other.stderr);
  }
});

test('an export that cannot be written says why', async (t) => {
  const directory = await run(t);
  const unknown = await squall(['report', directory, '--export', 'xml']);
  assert.equal(unknown.code, 64);
  assert.match(unknown.stderr, /no export is called xml; there are csv, jsonl and hgrm/);
  const full = await squall(['report', directory, '--export', 'csv', '--output', '/dev/full']);
  assert.equal(full.code, 70);
  assert.match(full.stderr, /cannot write \/dev\/full: No space left on device/);
  const nowhere = await squall(['report', '/nowhere', '--export', 'csv']);
  assert.equal(nowhere.code, 64);

  // The reader has gone before the first byte is written.
  const script = 'exec 3> >(exec true); wait $!; "$0" report "$1" --export csv >&3';
  const child = spawn('bash', ['-c', script, binary, directory], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (piece) => (stderr += piece));
  const [code, signal] = await new Promise((resolve) => child.on('close', (...end) => resolve(end)));
  assert.ok(code === 141 || signal === 'SIGPIPE', `${code} ${signal}`);
  assert.doesNotMatch(stderr, /error/, 'as with every program before `| head`');
});
