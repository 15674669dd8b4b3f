// What a person sees on a terminal (a real one, by script(1)): lines that stay, and below them how
// the run goes, rewritten in place.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { binary, fixture, root, runFolder } from './lib.mjs';

/** All that a command wrote to a terminal of 24 lines of 80 columns. */
function onTerminal(args, term) {
  const command = [binary, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qfec', `stty cols 80 rows 24; ${command}`, '/dev/null'],
    { cwd: root, env: { ...process.env, TERM: term }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => (output += piece));
  return new Promise((resolve) => child.on('close', () => resolve(output)));
}

/** What stands on the terminal after `output`, and the foot of every picture on the way. */
function screen(output) {
  const lines = [''];
  const pictures = [];
  let at = 0;
  for (const [token, up] of output.replaceAll(/\x1b\[[0-9;]*m/g, '').matchAll(/\x1b\[(\d+)A|\x1b\[J|\r\n|\r|\n|[^\r\n\x1b]+/g)) {
    if (up !== undefined) {
      pictures.push(lines.slice(at - Number(up), at + 1));
      at -= Number(up);
    } else if (token === '\x1b[J') {
      lines.length = at + 1;
      lines[at] = '';
    } else if (token === '\r\n' || token === '\n') {
      at += 1;
      lines[at] ??= '';
    } else if (token !== '\r') {
      lines[at] += token;
    }
  }
  return { lines, pictures };
}

test('a terminal shows how the run goes, and nothing of it stays', async (t) => {
  const output = await onTerminal(['run', fixture('kill.toml'), '--out', runFolder(t)], 'xterm-256color');
  const { lines, pictures } = screen(output);
  const shown = (pattern) => pictures.filter((picture) => picture.some((line) => pattern.test(line))).length;
  assert.ok(shown(/ s  baseline \(2 of 4\)  \d\.\d s of 2s  [━─]+$/) >= 5);
  assert.ok(shown(/^ +\d+\.\d op\/s  \d+\.\d failed\/s  [\d.]+ % ok  p50 \d+ ms  p99 \d+ ms  \d+ in flight$/) >= 20);
  assert.ok(shown(/^ +[▁-█]+  ok\/s by second, most \d+$/) >= 10);
  assert.ok(shown(/^ +fault +kill on web\[1\] for \d\.\d s$/) >= 3);
  assert.ok(shown(/^ +nodes +web\[1\] dead for \d\.\d s, 2 ready: balancer and web\[0\]$/) >= 2);
  for (const line of pictures.flat()) assert.ok([...line].length <= 80, line);

  const left = lines.join('\n');
  assert.doesNotMatch(left, /in flight|by second|^ +nodes +/m);
  assert.equal(left.match(/ s  phase killed$/gm)?.length, 1, left);
  assert.equal(left.match(/ s  fault kill: /g)?.length, 1, left);
  // Which verdict it is does not matter here.
  assert.match(left, /(PASS|FAIL|INCONCLUSIVE): .* \(exit \d\)/);
});

test('a terminal that knows no codes gets none', async (t) => {
  const output = await onTerminal(['run', fixture('kill.toml'), '--out', runFolder(t)], 'dumb');
  assert.doesNotMatch(output, /\x1b/);
  assert.match(output, /op\/s/);
});
