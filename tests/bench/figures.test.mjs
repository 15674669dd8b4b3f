// What compare_peers makes of the output of generators.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cpuSeconds, median, pairedRatio, readClock, readHey, readReport, readWrk, spread, table }
  from './peers/figures.mjs';

const wrk = `Running 6s test @ http://127.0.0.1:40123/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   819.11us  110.11us   4.51ms   88.27%
    Req/Sec    78.29k     3.51k   83.21k    80.00%
  467343 requests in 6.01s, 195.25MB read
Requests/sec:  77760.05
Transfer/sec:     32.49MB
`;

const hey = `
Summary:
  Total:\t2.0025 secs
  Slowest:\t0.0250 secs
  Fastest:\t0.0001 secs
  Average:\t0.0025 secs
  Requests/sec:\t25401.1935
  
  Total data:\t15259800 bytes
  Size/request:\t300 bytes

Response time histogram:
  0.000 [1]\t|
  0.003 [39000]\t|■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■

Latency distribution:
  10% in 0.0008 secs

Status code distribution:
  [200]\t50866 responses
`;

test('wrk', () => {
  assert.deepEqual(readWrk(wrk), { requestsPerS: 77760.05 });
  assert.throws(() => readWrk('unable to connect'), /printed nothing like/);
  assert.throws(() => readWrk(`${wrk}  Non-2xx or 3xx responses: 7\n`), /met errors/);
  assert.throws(() => readWrk(wrk.replace('Requests/sec',
    '  Socket errors: connect 0, read 3, write 0, timeout 0\nRequests/sec')), /met errors/);
});

test('hey', () => {
  assert.deepEqual(readHey(hey), { requestsPerS: 25401.1935 });
  assert.throws(() => readHey(hey.replace('[200]\t50866', '[200]\t50000 responses\n  [503]\t866')),
    /met errors/);
  assert.throws(() => readHey(hey.split('Status code')[0]), /met errors/);
  const errors = (what) => `${hey}\nError distribution:\n  [3]\tGet "http://127.0.0.1": ${what}\n`;
  assert.throws(() => readHey(errors('connection refused')), /met errors/);
  assert.equal(readHey(errors('context deadline exceeded')).requestsPerS, 25401.1935);
});

test('a clock', () => {
  assert.deepEqual(readClock('Late p99: 0.041 us\n'), { lateP99Us: 0.041 });
  assert.throws(() => readClock('usage: bare_client'), /printed nothing like/);
});

test('a report', () => {
  const measured = { name: 'measured', operations: 12, ok: 10, dropped: 2, throughput_per_s: 5, errors: {},
    response_time_ms: { p50: 0.25, p99: 1 }, late_start_ms: { p99: 0.0005 } };
  const report = { status: 'completed', reasons: [], phases: [{ name: 'warmup' }, measured] };
  assert.deepEqual(readReport(report), { requestsPerS: 5, operations: 12, missed: 2, responseP50Us: 250,
    responseP99Us: 1000, lateP99Us: 0.5 });
  assert.throws(() => readReport({ ...report, status: 'aborted', reasons: ['why'] }), /why/);
  assert.throws(() => readReport({ ...report, phases: [{ ...measured, ok: 9 }] }), /1 operations failed/);
});

test('medians, spreads and ratios', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.throws(() => median([]));
  assert.equal(spread([90, 100, 110]), 0.2);
  // The middle of the pairs' ratios, not the ratio of the medians.
  assert.equal(pairedRatio([2, 30, 8], [1, 10, 2]), 3);
  assert.throws(() => pairedRatio([1], [1, 2]));
});

test('the CPU time of a process whose name is odd', () => {
  const fields = Array.from({ length: 30 }, (_, i) => i);
  const stat = `7 (a) b (c) S ${fields.slice(1).join(' ')}`;
  // Fields 14 and 15 of the whole are the 12th and 13th behind the name.
  assert.equal(cpuSeconds(stat), (11 + 12) / 100);
});

test('a table', () => {
  assert.deepEqual(table([['', 'rate'], ['squall', 12345], ['wrk', 9]]),
    ['         rate', 'squall  12345', 'wrk         9']);
});
