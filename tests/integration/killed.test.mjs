// The harness is killed with SIGKILL at random moments: nothing of the topology is left soon after,
// and the records can be read up to the last event.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  events, fixture, groupsOf, long, mountsIn, nothingLeft, readJson, runFolder, seeded, sleep, squall,
  start,
} from './lib.mjs';

const kMoments = long ? 100 : 5;
const seed = Number(process.env.SQUALL_SEED ?? 20261121);
const random = seeded(seed);

// The whole lives of the scenarios, in milliseconds, with start and stop.
// Every kind of fault stands in them: see faults.test.mjs and toxics.test.mjs.
const kLives = [['kill.toml', 8000], ['hang.toml', 8000], ['toxics.toml', 36000],
                ['actions.toml', 20000], ['strained.toml', 27000], ['ended.toml', 8000]];

for (let i = 0; i < kMoments; ++i) {
  const [file, life] = kLives[Math.floor(random() * kLives.length)];
  const moment = Math.round(random() * life);
  test(`SIGKILL after ${moment} ms of ${file} (seed ${seed})`, async (t) => {
    const run = runFolder(t);
    const running = start(['run', fixture(file), '--out', run]);
    await sleep(moment);
    running.child.kill('SIGKILL');
    await running.done;
    t.diagnostic(`nothing was left after ${await nothingLeft(run)} ms`);
    if (!existsSync(join(run, 'journal.jsonl'))) return;  // Killed before there was a run.

    const report = await squall(['report', run]);
    assert.equal(report.code, 0, report.stderr);
    const { verdict, status } = readJson(join(run, 'report.json'));
    assert.ok(['fail', 'inconclusive', 'pass'].includes(verdict));
    const ended = events(run).some((event) => event.event === 'run_ended');
    assert.equal(status === 'errored', !ended, `status ${status}`);

    const cleanup = await squall(['cleanup', run]);
    assert.equal(cleanup.code, 0, cleanup.stdout + cleanup.stderr);
    assert.ok(!existsSync(join(run, 'work')), 'the folders of the nodes are gone');
    assert.deepEqual(mountsIn(run), [], 'nothing is mounted');
    assert.deepEqual(groupsOf(run), [], 'no group of processes is left');
  });
}
