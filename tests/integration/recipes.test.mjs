// The recipes of ci/ cannot drift from the program: they are what they say they are, and each command
// line in them names commands and options that exist.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, squall } from './lib.mjs';

const recipes = join(root, 'ci', 'recipes');
const pages = ['README.md', 'ci/README.md', 'ci/baselines/README.md', 'scenarios/README.md',
  'scenarios/LOAD.md', 'scenarios/FAULTS.md', 'scenarios/JUDGING.md'];

/** The words after each `squall` that a recipe calls, up to the end of the command. */
function callsIn(text) {
  return [...text.matchAll(/build\/release\/squall ((?:[a-z]+ )+[^\n;|]*)/g)]
    .map((match) => match[1].replace(/' *$|\|\| .*$/, '').trim().split(/\s+/));
}

async function helpOf(words, known = new Map()) {
  const key = words.join(' ');
  if (!known.has(key)) known.set(key, await squall([...words, '--help']));
  return known.get(key);
}

async function check(words, where) {
  const command = words[0] === 'baseline' ? words.slice(0, 2) : words.slice(0, 1);
  const help = await helpOf(command);
  assert.match(help.stdout, new RegExp(`^Usage: squall ${command.join(' ')} `, 'm'),
               `${where}: there is no command ${command.join(' ')}`);
  for (const word of words.slice(command.length).filter((each) => /^--[a-z]/.test(each))) {
    const option = word.split('=')[0].replace(/[^a-z-]+$/, '');
    assert.match(help.stdout, new RegExp(`${option}\\b`), `${where}: squall ${words.join(' ')}`);
  }
}

test('every command of the recipes is one that the program has', async () => {
  let calls = 0;
  for (const file of readdirSync(recipes)) {
    const found = callsIn(readFileSync(join(recipes, file), 'utf8'));
    assert.ok(found.length > 0, `${file} calls squall`);
    for (const words of found) {
      await check(words, file);
      ++calls;
    }
  }
  assert.ok(calls >= 8, `${calls} calls`);
});

test('the check finds what has drifted', async () => {
  await assert.rejects(check(['run', 'x.toml', '--no-such-option'], 'here'));
  await assert.rejects(check(['no-such-command'], 'here'));
});

test('the scenarios, scripts and folders that recipes name are there', () => {
  for (const file of readdirSync(recipes)) {
    const text = readFileSync(join(recipes, file), 'utf8');
    for (const [, path] of text.matchAll(/(scenarios\/\S+?\.toml|\.\/ci\/(?:setup|build))/g)) {
      assert.ok(existsSync(join(root, path)), `${file}: ${path}`);
    }
  }
});

test('what the pages show between code marks can be typed', async () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, line] of text.matchAll(/^    (?:build\/release\/)?squall ([a-z].*)$/gm)) {
      await check(line.replace(/ +#.*$/, '').split(/\s+/), page);
    }
  }
});

test('the YAML recipes are YAML, with the jobs that they should have', () => {
  const script = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin), default=str))';
  const parse = (file) => {
    const done = spawnSync('python3', ['-c', script], { input: readFileSync(join(recipes, file)), encoding: 'utf8' });
    assert.equal(done.status, 0, `${file}: ${done.stderr}`);
    return JSON.parse(done.stdout);
  };
  const github = parse('github.yml');
  assert.deepEqual(Object.keys(github.jobs), ['gate', 'compare', 'nightly']);
  for (const job of Object.values(github.jobs)) {
    assert.ok(job['runs-on'] && job.steps.every((step) => step.run || step.uses));
  }
  const gitlab = parse('gitlab.yml');
  for (const job of ['gate', 'compare']) {
    assert.ok(gitlab.stages.includes(gitlab['.squall'].stage) && gitlab[job].script.length > 0);
  }
  assert.deepEqual(gitlab.compare.allow_failure.exit_codes, [2]);
});

test('the Jenkinsfile closes what it opens', () => {
  // Jenkins itself is no Debian package: the blocks at least are balanced.
  let depth = 0;
  for (const c of readFileSync(join(recipes, 'Jenkinsfile'), 'utf8')) {
    depth += c === '{' ? 1 : c === '}' ? -1 : 0;
    assert.ok(depth >= 0);
  }
  assert.equal(depth, 0);
});
