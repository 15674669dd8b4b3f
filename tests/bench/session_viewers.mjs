// Measures what those who look at a session cost it: the harness's own load timing with nobody
// looking, with twenty viewers, and with strangers who flood the control API, in turn; and how far
// behind the present the viewers' streams are.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { asker, followStream } from '../integration/session_client.mjs';
import { median, pairedRatio, table } from './peers/figures.mjs';
import { kGeneratorCore, now, sleep, startFastServer, startOn } from './peers/machine.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const usage = `Usage: node tests/bench/session_viewers.mjs [options]

  --pairs N        rounds of each that are compared (default 5)
  --seconds S      that each is measured for (default 10)
  --build DIR      where squall and fast_server are (default build/release)`;
const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    build: { type: 'string', default: join(here, '..', '..', 'build', 'release') },
    help: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const kViewers = 20;
const kHalfOpen = 10_000;
const kActionsPerS = 1_000;

function socket({ address }) {
  const { hostname, port } = new URL(address);
  const opened = connect(Number(port), hostname);
  opened.on('error', () => {});
  return opened;
}

/** All that strangers may try; a function that ends it and gives what was answered. */
function disturb(session) {
  const head = `Host: ${new URL(session.address).host}\r\nAuthorization: Bearer ${session.token}\r\n`;
  const half = 'POST /api/faults HTTP/1.1\r\nHost: ';
  const ask = asker(session.address, session.token);
  const sockets = [];
  const write = (text) => {
    const opened = socket(session);
    opened.on('connect', () => opened.write(text));
    sockets.push(opened);
    return opened;
  };
  write(`GET /api/stream HTTP/1.1\r\n${head}\r\n`).pause();  // A viewer that reads nothing.
  write('this is no request\r\n\r\n');
  const endless = write(`POST /api/notes HTTP/1.1\r\n${head}Content-Length: 1073741824\r\n\r\n`);
  const pour = () => endless.destroyed || endless.write(Buffer.alloc(65536, 'x'), () => setTimeout(pour, 1));
  endless.on('connect', pour);
  const began = now();
  const counts = {};
  let asked = 0;
  const timer = setInterval(() => {
    const due = Math.min(1, (now() - began) / seconds);
    while (sockets.length < due * kHalfOpen) write(half);
    for (; asked < (now() - began) * kActionsPerS; ++asked) {
      ask('POST', '/api/notes', { text: 'flood' })
        .then(({ status }) => (counts[status] = (counts[status] ?? 0) + 1), () => (counts.refused = (counts.refused ?? 0) + 1));
    }
  }, 10);
  return () => {
    clearInterval(timer);
    sockets.forEach((opened) => opened.destroy());
    return { half_open: sockets.length, asked, ...counts };
  };
}

async function measure(url, who) {
  const folder = mkdtempSync(join(tmpdir(), 'squall-viewers-'));
  const run = join(folder, 'run');
  try {
    const program = startOn(kGeneratorCore, [join(options.build, 'squall'), 'session',
      join(here, 'peers', 'open.toml'), '--out', run, '--set', `service.web.addresses=${JSON.stringify([url])}`,
      '--set', 'load.load.rate=2000/s']);
    await program.printed(/phase before/);
    const session = JSON.parse(readFileSync(join(run, 'control.json'), 'utf8'));
    const [first] = readFileSync(join(run, 'journal.jsonl'), 'utf8').split('\n');
    const origin_ms = Date.parse(JSON.parse(first).started_at);
    const viewers = Array.from({ length: who === 'viewers' ? kViewers : 0 },
      () => followStream(session.address, session.token));
    const calm = who === 'flood' ? disturb(session) : () => ({});
    await sleep(seconds * 1000);
    const answers = calm();
    viewers.forEach(({ leave }) => leave());
    if (who === 'flood') await sleep(1200);  // The limit of actions counts by the second.
    const finished = await asker(session.address, session.token)('POST', '/api/finish');
    if (finished.status !== 202) throw new Error(`finish was answered with ${finished.status}`);
    const { output } = await program.done;
    const report = JSON.parse(readFileSync(join(run, 'report.json'), 'utf8'));
    if (report.phases.length !== 1) throw new Error(output);
    const behind_s = viewers.flatMap(({ seen }) => seen.filter(({ event }) => event === 'windows')
      .map(({ at, data }) => (at - origin_ms) / 1000 - data.now_s));
    return { late_p99_us: report.phases[0].late_start_ms.p99 * 1000, missed: report.generator.dropped,
      per_s: report.phases[0].throughput_per_s, behind_s: Math.max(0, ...behind_s), messages: behind_s.length,
      answers };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  if (options.help) return console.log(usage);
  for (const name of ['squall', 'fast_server']) {
    if (!existsSync(join(options.build, name))) throw new Error(`${name} is not in ${options.build}: run ./ci/build release`);
  }
  const fast = await startFastServer(join(options.build, 'fast_server'));
  const found = { nobody: [], viewers: [], flood: [] };
  for (let pair = 0; pair < Number(options.pairs); ++pair) {
    for (const who of Object.keys(found)) found[who].push(await measure(fast.url, who));
  }
  await fast.stop();
  const of = (who, key) => found[who].map((each) => each[key]);
  console.log(`2000 operations/s for ${seconds} s, median of ${options.pairs}`);
  const rows = Object.keys(found).map((who) => [who, median(of(who, 'late_p99_us')).toFixed(1),
    median(of(who, 'per_s')).toFixed(0), Math.max(...of(who, 'missed'))]);
  table([['', 'scheduling error p99 us', 'operations/s', 'most missed starts'], ...rows])
    .forEach((line) => console.log(`  ${line}`));
  for (const who of ['viewers', 'flood']) {
    const ratio = pairedRatio(of(who, 'late_p99_us'), of('nobody', 'late_p99_us'));
    console.log(`${who}: scheduling error ${ratio.toFixed(2)} of that with nobody (at most 2, and under 1000 us)`);
  }
  console.log(`streams of ${kViewers} viewers: at most ${Math.max(...of('viewers', 'behind_s')).toFixed(3)} s behind, ` +
              `in ${of('viewers', 'messages').reduce((sum, n) => sum + n, 0)} messages (at most 1 s)`);
  console.log(`what a flood was answered: ${JSON.stringify(found.flood.at(-1).answers)}`);
}

main().catch((error) => {
  console.error(`session_viewers: ${error.message}`);
  process.exit(64);
});
