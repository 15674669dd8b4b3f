// Repeated runs, comparing them, baselines and trends: on real runs of a second each.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastLine, readJson, root, scratch, squall, start, until } from './lib.mjs';

const short = join(root, 'tests', 'fixtures', 'limited', 'short.toml');
// One by one an answer takes 1000 / RATE ms: from some 1 ms to 10 ms.
const slow = 'variable.rate.value=100';
const fast = 'variable.rate.value=0';

const lines = (file) => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));

// What stands in a page of many runs.
const pageData = (file) => JSON.parse(/<script[^>]*application\/json[^>]*>([^<]*)/.exec(readFileSync(file, 'utf8'))[1]);

// A report as of another time or machine, so that comparisons can be tried without more runs.
function changed(from, to, change) {
  const report = readJson(join(from, 'report.json'));
  change(report);
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'report.json'), JSON.stringify(report));
}

test('a side that is made slower is caught, and the reports say so', async (t) => {
  const out = join(scratch(t), 'job');
  const { code, stdout, stderr } = await squall(
    ['run', short, '--set', slow, '--against', fast, '--out', out]);
  assert.equal(code, 1, stdout + stderr);
  assert.match(lastLine(stdout), /WORSE: p\d\d\(response_time\) in baseline/);
  assert.match(stderr, /run 20 of 20, base 10: ✓ PASS/);
  const runs = lines(join(out, 'runs.jsonl'));
  assert.deepEqual(runs.slice(0, 5).map((run) => run.folder), ['base/1', 'head/1', 'head/2', 'base/2', 'base/3']);
  for (let i = 0; i < 20; i += 2) assert.equal(runs[i].seed, runs[i + 1].seed, 'the two of a turn have one seed');
  const comparison = readJson(join(out, 'compare.json'));
  assert.equal(comparison.verdict, 'fail');
  assert.deepEqual([comparison.base.runs, comparison.head.runs], [10, 10]);
  const p50 = comparison.metrics.find((metric) => metric.metric === 'p50(response_time)');
  assert.equal(p50.change, 'worse');
  assert.ok(p50.shift_low > 0.005 && p50.shift_high < 0.1, JSON.stringify(p50));
  assert.match(readFileSync(join(out, 'junit.xml'), 'utf8'), /<failure type="worse" message="p50/);
  assert.match(readFileSync(join(out, 'summary.md'), 'utf8'), /^## ✗ WORSE: A second of steady load/);

  // The page links to a run of each side, and shows both.
  const page = pageData(join(out, 'compare.html'));
  assert.deepEqual(page.comparison, comparison);
  for (const side of ['base', 'head']) {
    const { runs, typical } = page.page[side];
    assert.equal(runs.length, 10);
    assert.match(runs[typical].address, new RegExp(`^${side}/\\d+/report\\.html$`));
    assert.ok(existsSync(join(out, runs[typical].address)));
    const report = readJson(join(out, runs[typical].address, '..', 'report.json'));
    assert.deepEqual(page[side].timeline.goodput_per_s, report.timeline.goodput_per_s);
  }

  const reproduce = (run) => readJson(join(out, run, 'report.json')).reproduce;
  assert.equal(reproduce('base/2'), `squall run ${short} --set ${slow} --set ${fast} --seed ${runs[3].seed}`);
  assert.equal(reproduce('head/2'), `squall run ${short} --set ${slow} --seed ${runs[2].seed}`);

  // The same from the folders, where another scenario must be allowed.
  const sides = [join(out, 'base'), join(out, 'head')];
  const refused = await squall(['compare', ...sides]);
  assert.equal(refused.code, 64);
  assert.match(refused.stderr, /the scenario's hash: \w{16} in BASE, \w{16} in HEAD[\s\S]*--allow-different scenario/);
  const again = await squall(['compare', ...sides, '--allow-different', 'scenario', '--json']);
  assert.equal(again.code, 1);
  assert.deepEqual(JSON.parse(again.stdout).metrics.map((each) => each.shift),
                   comparison.metrics.map((each) => each.shift));
  // Written again elsewhere: the same but for the names, and again the same bytes in any place.
  const args = ['compare', ...sides, '--allow-different', 'scenario', '--out'];
  const [once, twice] = [join(out, '..', 'once'), join(out, '..', 'twice')];
  assert.equal((await squall([...args, once])).code, 1);
  assert.equal((await squall([...args, twice], { env: { TZ: 'Asia/Kolkata', LC_ALL: 'de_DE.UTF-8' } })).code, 1);
  const elsewhere = pageData(join(once, 'compare.html'));
  assert.match(elsewhere.page.head.runs[0].address, /^\.\.\/job\/head\/\d+\/report\.html$/);
  assert.ok(readFileSync(join(once, 'compare.html')).equals(readFileSync(join(twice, 'compare.html'))));
  const both = await squall(['compare', out, sides[1]]);
  assert.equal(both.code, 64);
  assert.match(both.stderr, /holds no runs itself, but folders of them: name one, as .*head/);
  const all = JSON.parse((await squall(['trend', join(out, '..'), '--json'])).stdout);
  assert.equal(all.runs.length, 10, 'the trend is of the heads');
  // The other way round it is an improvement.
  const better = await squall(['compare', ...sides.reverse(), '--allow-different', 'scenario']);
  assert.equal(better.code, 0, better.stdout);
  assert.match(better.stdout, /✓ p50\(response_time\)/);
});

test('identical sides are not worse; a baseline of them holds, by runs, pattern and record', async (t) => {
  const folder = scratch(t);
  const out = join(folder, 'job');
  // Latencies below a millisecond are the machine's own: here the server's pace is compared.
  const decide = ['--metric', 'goodput', '--metric', 'availability', '--metric', 'p50(response_time)',
                  '--min-effect', '20%'];
  const { code, stdout, stderr } = await squall(
    ['run', short, '--set', slow, '--against', slow, '--repeat', '9', '--out', out, ...decide]);
  assert.equal(code, 0, stdout + stderr);
  assert.match(lastLine(stdout), /NO REGRESSION: none of 3 metrics that decide is worse/);

  const baseline = join(folder, 'ci', 'baselines', 'limited');
  const updated = await squall(['baseline', 'update', join(out, 'base'), '--to', baseline]);
  assert.equal(updated.code, 0, updated.stderr);
  const kept = readFileSync(join(baseline, 'baseline.json'), 'utf8');
  assert.ok(kept.length < 10_000 && JSON.parse(kept).runs.length === 9);
  const head = join(out, 'head');
  assert.equal((await squall(['compare', baseline, head, ...decide])).code, 0);
  assert.equal((await squall(['compare', join(baseline, 'baseline.json'), join(head, '*'), ...decide])).code, 0);
  // A run whose reports are gone is read from its records, with the same figures.
  const page = async () => {
    assert.equal((await squall(['compare', baseline, head, ...decide, '--out', join(folder, 'page')])).code, 0);
    return pageData(join(folder, 'page', 'compare.html'));
  };
  const shown = await page();
  assert.deepEqual([shown.base, shown.page.base.no_excerpt], [null, 'a baseline keeps figures alone']);
  assert.ok(shown.head.timeline.start_s.length > 0);
  const before = JSON.parse((await squall(['compare', baseline, head, '--json'])).stdout);
  rmSync(join(head, '3', 'report.json'));
  const after = JSON.parse((await squall(['compare', baseline, head, '--json'])).stdout);
  assert.deepEqual(after.metrics, before.metrics);
  assert.deepEqual((await page()).head, shown.head);

  await refusals(folder, out, baseline);
  await trends(folder, join(head, '1'));
});

// What is not of the same thing, or nothing to compare with.
async function refusals(folder, out, baseline) {
  const head = join(out, 'head');
  const none = await squall(['compare', join(folder, 'nowhere'), head, '--out', join(folder, 'none')]);
  assert.equal(none.code, 2);
  assert.match(none.stdout, /NO BASELINE: .*nowhere holds no run[\s\S]*exit 2/);
  assert.match(none.stdout, /squall baseline update .*head --to\s+\S*nowhere/);
  assert.match(readFileSync(join(folder, 'none', 'junit.xml'), 'utf8'), /errors="1"/);
  mkdirSync(join(folder, 'empty'));
  assert.equal((await squall(['compare', join(folder, 'empty'), head])).code, 2);
  assert.equal((await squall(['compare', head, join(folder, 'empty')])).code, 64);

  const other = join(folder, 'other');
  for (let i = 1; i <= 9; ++i) {
    changed(join(out, 'base', String(i)), join(other, String(i)), (report) => {
      report.host.cores = 128;
      report.host.os = report.host.os.replace(/\S+$/, '9.9.9');  // Another kernel alone is no other host.
    });
  }
  const refused = await squall(['compare', baseline, other]);
  assert.equal(refused.code, 64);
  assert.match(refused.stderr, /the cores: \d+ in BASE, 128 in HEAD[\s\S]*--allow-different host/);
  assert.doesNotMatch(refused.stderr, /operating system/);
  assert.equal((await squall(['compare', baseline, other, '--allow-different', 'scenario,host'])).code, 0);
  cpSync(join(out, 'head', '1'), join(other, '10'), { recursive: true });
  const mixed = await squall(['baseline', 'update', other, '--to', join(folder, 'mixed')]);
  assert.equal(mixed.code, 64);
  assert.match(mixed.stderr, /the runs differ in the cores: 128 and \d+|the cores: \d+ and 128/);
  assert.ok(!existsSync(join(folder, 'mixed')));

  changed(join(out, 'head', '1'), join(head, '1'), (report) => { report.status = 'aborted'; });
  const left = await squall(['compare', baseline, head, '--min-runs', '5']);
  assert.equal(left.code, 2);
  assert.match(lastLine(left.stdout), /INCONCLUSIVE: left out: /);
  const lone = await squall(['compare', join(out, 'base', '1'), join(out, 'base', '2')]);
  assert.equal(lone.code, 2);
  assert.match(lone.stdout, /nothing can be concluded from 1 against 1 run/);

  writeFileSync(join(folder, 'x.json'), '{"schema": 1}');
  for (const bad of [['--metric', 'goodputt'], ['--min-effect', '5x'], ['--alpha', '2'], ['--min-runs', '0'],
                     ['--allow-different', 'everything']]) {
    const { code, stderr } = await squall(['compare', baseline, head, ...bad]);
    assert.equal(code, 64, bad.join(' '));
    assert.match(stderr, new RegExp(bad[0]), bad.join(' '));
  }
  assert.match((await squall(['compare', baseline, head, '--metric', 'goodputt'])).stderr, /write goodput/);
  assert.match((await squall(['compare', join(folder, 'x.json'), head])).stderr, /x\.json is neither/);
}

async function trends(folder, run) {
  const nightly = join(folder, 'nightly');
  for (let i = 10; i < 40; ++i) {
    changed(run, join(nightly, String(i)), (report) => {
      report.status = 'completed';
      report.started_at = `2026-10-${i - 9 < 10 ? '0' : ''}${i - 9}T03:00:00.000Z`;
      report.phases[0].response_time_ms.p50 = (i >= 30 ? 24 : 20) + (i * 7 % 10) / 10;
    });
  }
  const shown = await squall(['trend', nightly]);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /✗ since run 21 of 2026-10-21: 20\.\d+ ms before, 24\.\d+ ms after/);
  assert.equal((await squall(['trend', nightly, '--newest', '12'])).code, 1);
  assert.equal((await squall(['trend', nightly, '--newest', '5'])).code, 0);
  const json = JSON.parse((await squall(['trend', nightly, '--json'])).stdout);
  assert.equal(json.series[0].changes[0].run, 20);
  writeFileSync(join(nightly, '25', 'report.html'), '');
  const [once, twice] = [join(folder, 'trend-once'), join(folder, 'trend-twice')];
  assert.equal((await squall(['trend', nightly, '--out', once])).code, 0);
  assert.equal((await squall(['trend', nightly, '--out', twice], { env: { TZ: 'America/Lima' } })).code, 0);
  assert.deepEqual(readdirSync(once).sort(), ['trend.html', 'trend.json']);
  assert.deepEqual(readJson(join(once, 'trend.json')), json);
  const { trend, page } = pageData(join(once, 'trend.html'));
  assert.deepEqual(trend, json);
  assert.deepEqual(page.addresses.filter((address) => address !== ''), ['../nightly/25/report.html']);
  assert.ok(readFileSync(join(once, 'trend.html')).equals(readFileSync(join(twice, 'trend.html'))));
  writeFileSync(join(folder, 'taken'), '');
  const taken = await squall(['trend', nightly, '--out', join(folder, 'taken')]);
  assert.equal(taken.code, 70);
  assert.match(taken.stderr, /cannot make .*taken/);
  assert.equal((await squall(['trend', run])).code, 2);
  assert.equal((await squall(['trend', join(folder, 'empty')])).code, 64);
  changed(run, join(nightly, 'other'), (report) => { report.scenario.title = 'Something else'; });
  const two = await squall(['trend', nightly]);
  assert.equal(two.code, 64);
  assert.match(two.stderr, /choose one with --scenario,[\s\S]*--gates:[\s\S]*Something else/);
  const gates = await squall(['trend', nightly, '--gates']);
  assert.equal(gates.code, 0, gates.stderr);
  assert.deepEqual(gates.stdout.match(/^## .*$/gm).length, 2);
  assert.match(gates.stdout, /`short\.toml`, 30 runs\n\n/);
  assert.equal((await squall(['trend', nightly, '--gates', '--newest', '5'])).code, 64);
  const asJson = await squall(['trend', nightly, '--gates', '--json']);
  assert.equal(asJson.code, 64);
  assert.match(asJson.stderr, /--gates prints Markdown: leave out --json/);
  assert.equal((await squall(['trend', nightly, '--scenario', 'steady load'])).code, 0);
}

test('repeated runs have a folder each, count as one, and end with the first code that applies', async (t) => {
  const folder = scratch(t);
  const args = ['run', short, '--repeat', '2', '--keep', '2'];
  const { code, stdout, stderr } = await squall(args, { cwd: folder });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /availability +baseline +100\.00 %/);
  const latest = join(folder, 'squall-runs', 'latest');
  assert.deepEqual(readdirSync(latest).sort(), ['1', '2', 'runs.jsonl']);
  assert.ok(existsSync(join(latest, '2', 'report.html')));
  const cleaned = await squall(['cleanup'], { cwd: folder });
  assert.equal(cleaned.code, 0, cleaned.stderr);
  assert.match((await squall(['report', latest])).stderr, /holds several runs: name one of them/);
  for (let i = 0; i < 2; ++i) assert.equal((await squall(args, { cwd: folder })).code, 0);
  assert.equal(readdirSync(join(folder, 'squall-runs')).length, 3, 'two groups and the link');

  const out = join(folder, 'out');
  const failing = await squall(['run', short, short, '--repeat', '2', '--out', out, '--seed', '5', '--set',
                                'gate.availability.expr=availability >= 1.01']);
  assert.equal(failing.code, 1);
  assert.deepEqual(readdirSync(out).sort(), ['short', 'short-2'], 'a folder for each scenario');
  assert.deepEqual(lines(join(out, 'short', 'runs.jsonl')).map((run) => [run.seed, run.exit_code]), [[5, 1], [5, 1]]);
  assert.match(lastLine(failing.stdout), /gate availability in baseline.*\(exit 1\)/);
  const again = await squall(['run', short, '--repeat', '2', '--out', join(out, 'short')]);
  assert.match(again.stderr, /already holds runs/);
  for (const wrong of [['--keep-up', '--repeat', '2'], [short, '--keep-up'], ['--against', 'no.such.thing=1'], ['--alpha', '0.1'],
                       ['--against', 'nowhere.toml'], [short, '--against', fast]]) {
    const { code: refused, stderr: why } = await squall(['run', short, ...wrong], { cwd: folder });
    assert.equal(refused, 64, wrong.join(' '));
    assert.ok(why.includes(wrong.find((word) => word.startsWith('--'))), why);
  }
});

test('repeated runs that are interrupted say how far they came', async (t) => {
  const out = join(scratch(t), 'out');
  const running = start(['run', short, '--against', slow, '--out', out]);
  await until(() => running.output().includes('run 2 of 20, head 1: ✓'), 60_000, 'two runs');
  running.child.kill('SIGINT');
  const { code, stdout } = await running.done;
  assert.equal(code, 130, stdout);
  assert.match(lastLine(stdout), /interrupted after \d+ runs \(exit 130\)/);
  assert.ok(!existsSync(join(out, 'compare.json')));
});

test('in GitHub Actions the summary and annotations appear, within their limits', async (t) => {
  const folder = scratch(t);
  const page = join(folder, 'page.md');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: page };
  const { code, stdout } = await squall(
    ['run', 'tests/fixtures/limited/short.toml', '--out', join(folder, 'run'), '--set',
     'gate.availability.expr=availability >= 101%'], { env });
  assert.equal(code, 1);
  const line = readFileSync(short, 'utf8').split('\n').indexOf('[[gate]]') + 1;
  assert.match(stdout, new RegExp(
    `^::error file=tests/fixtures/limited/short.toml,line=${line},title=gate availability in baseline::`, 'm'));
  assert.match(readFileSync(page, 'utf8'), /^## ✗ FAIL: A second of steady load/);
  const base = join(folder, 'run');
  const compared = await squall(['compare', base, base, '--json'], { env });
  JSON.parse(compared.stdout);
  assert.match(compared.stderr, /^::error file=.*::nothing can be concluded/m);
  assert.match(readFileSync(page, 'utf8'), /INCONCLUSIVE/);

  writeFileSync(page, 'x'.repeat(1024 * 1024 - 1500));
  await squall(['compare', base, base], { env });
  const full = readFileSync(page, 'utf8');
  assert.ok(full.length < 1024 * 1024);
  assert.match(full, /A summary of squall was left out/);
  const quiet = await squall(['compare', base, base], { env: { GITHUB_ACTIONS: '' } });
  assert.doesNotMatch(quiet.stdout, /::error/);
});

test('gates on baseline_run hold a single run against earlier ones', async (t) => {
  const folder = scratch(t);
  const gate = 'gate.availability.expr=p50(response_time) <= 2 * baseline_run.p50(response_time) + 4ms';
  const of = (name, ...args) =>
    squall(['run', short, '--set', gate, '--out', join(folder, name), ...args]);

  const without = await of('without', '--set', fast);
  assert.equal(without.code, 2, without.stdout + without.stderr);
  assert.match(without.stderr, /a gate compares with baseline_run, and no --baseline was given/);
  assert.match(without.stdout, /no baseline run was given to compare with: squall run --baseline FOLDER/);

  // A run that is inconclusive for that alone is a baseline for the next one.
  const baseline = join(folder, 'kept');
  const kept = await squall(['baseline', 'update', join(folder, 'without'), '--to', baseline]);
  assert.equal(kept.code, 0, kept.stderr);
  for (const from of [baseline, join(folder, 'without')]) {
    rmSync(join(folder, 'same'), { recursive: true, force: true });
    const same = await of('same', '--set', fast, '--baseline', from);
    assert.equal(same.code, 0, same.stdout + same.stderr);
    const report = readJson(join(folder, 'same', 'report.json'));
    assert.equal(report.baseline_run.source, from);
    assert.equal(report.baseline_run.runs, 1);
  }
  const before = readFileSync(join(folder, 'same', 'report.json'), 'utf8');
  assert.equal((await squall(['report', join(folder, 'same')])).code, 0);
  assert.equal(readFileSync(join(folder, 'same', 'report.json'), 'utf8'), before);

  const refused = await of('refused', '--set', slow, '--baseline', baseline);
  assert.equal(refused.code, 64);
  assert.match(refused.stderr, /--baseline: \S+ is not of the same thing:\n {2}the scenario's hash: \w{16} in the baseline, \w{16} in this run/);
  assert.match(refused.stderr, /--allow-different scenario/);
  assert.ok(!existsSync(join(folder, 'refused')), 'nothing was started');
  const worse = await of('worse', '--set', slow, '--baseline', baseline, '--allow-different', 'scenario');
  assert.equal(worse.code, 1, worse.stdout + worse.stderr);
  const nothing = await of('nothing', '--set', fast, '--baseline', join(folder, 'no-such'));
  assert.equal(nothing.code, 64);
  assert.match(nothing.stderr, /holds no run that can be compared with; name what squall baseline update wrote/);
  const repeated = await of('repeated', '--set', fast, '--baseline', baseline, '--repeat', '2');
  assert.equal(repeated.code, 64);
  assert.match(repeated.stderr, /--baseline is for the gates of a single run/);
});
