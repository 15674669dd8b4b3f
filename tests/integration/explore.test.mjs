// `squall explore` on a shop with a planted bug: it loses orders, but only while both of its mirrors
// are cut off.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastLine, long, processesOf, readJson, root, scratch, squall, start, until } from './lib.mjs';

const monkey = join(root, 'tests', 'fixtures', 'mirrors', 'monkey.toml');

// The kinds and targets of the faults that a run of the file injects.
async function faultsOf(file) {
  const { code, stdout, stderr } = await squall(['plan', file, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).entries.filter((entry) => entry.action === 'inject');
}

async function finds(t, seed) {
  const out = join(scratch(t), 'out');
  const { code, stdout, stderr } = await squall(
    ['explore', monkey, '--seed', String(seed), '--schedules', '50', '--out', out, '--json']);
  assert.equal(code, 1, stdout + stderr);
  const result = JSON.parse(stdout);
  assert.ok(result.schedules <= 50, stdout);
  const found = join(out, 'found.toml');
  const faults = await faultsOf(found);
  assert.deepEqual(faults.map((fault) => fault.targets.join()).sort(), ['shop->east', 'shop->west'], stderr);
  const text = readFileSync(found, 'utf8');
  assert.match(text, /^#   checker durability: key order-\d+: the write acknowledged with 201 at \S+ s is lost/m);
  assert.match(text, new RegExp(`with seed ${(await planOf(found)).seed}`));
  const shown = readJson(join(result.shown_by, 'report.json'));
  assert.equal(shown.verdict, 'fail');
  assert.equal(shown.faults.length, 2);
  const [{ counts }] = shown.checkers;
  assert.ok(counts.lost > 0 && counts.lost < counts.acknowledged, JSON.stringify(counts));
  assert.deepEqual(processesOf(result.shown_by), []);
  return { found, result };
}

const planOf = async (file) => JSON.parse((await squall(['plan', file, '--json'])).stdout);

test('a bug that needs two faults at once is found, and nothing else is left', async (t) => {
  const { found } = await finds(t, 3);
  const again = await squall(['run', found, '--out', join(scratch(t), 'run'), '-q']);
  assert.equal(again.code, 1, again.stdout + again.stderr);
});

test('it is found within 50 schedules, whatever the seed', { skip: !long && 'only with --long' }, async (t) => {
  for (const seed of [11, 12, 13, 14, 15]) await finds(t, seed);
});

test('the drawn schedule is written as a plain scenario with the same plan', async (t) => {
  const file = join(scratch(t), 'drawn.toml');
  const drawn = await squall(['plan', monkey, '--seed', '5', '--write', file]);
  assert.equal(drawn.code, 0, drawn.stderr);
  assert.equal((await squall(['check', file])).code, 0);
  assert.equal((await squall(['plan', file])).stdout, drawn.stdout);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /random/);
});

test('an interrupted exploration heals, and says so by its exit code', async (t) => {
  const out = join(scratch(t), 'out');
  const running = start(['explore', monkey, '--seed', '3', '--out', out]);
  await until(() => existsSync(join(out, 'control', 'journal.jsonl')), 60_000, 'the first run');
  running.child.kill('SIGINT');
  const { code, stdout, stderr } = await running.done;
  assert.equal(code, 130, stdout + stderr);
  assert.match(lastLine(stdout), /interrupted/);
  assert.deepEqual(processesOf(join(out, 'control')), []);
});

test('a scenario without random faults, or with bad options, is refused', async (t) => {
  const file = join(scratch(t), 'plain.toml');
  assert.equal((await squall(['plan', monkey, '--seed', '5', '--write', file])).code, 0);
  const plain = await squall(['explore', file]);
  assert.equal(plain.code, 64);
  assert.match(plain.stderr, /no \[phase\.random\]/);
  assert.equal((await squall(['explore', monkey, '--budget', 'soon'])).code, 64);
});

test('a scenario that fails without faults is no finding', async (t) => {
  const out = join(scratch(t), 'out');
  const { code, stdout } = await squall(['explore', monkey, '--out', out, '--schedules', '1',
    '--set', 'gate.orders-are-taken.expr=availability >= 101%']);
  assert.equal(code, 1);
  assert.match(lastLine(stdout), /does not pass without faults/);
  assert.ok(!existsSync(join(out, 'found.toml')));
});
