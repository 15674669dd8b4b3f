// What strangers, viewers, floods and stuck connections cannot do to a manual session.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJson, sleep, until } from './lib.mjs';
import { asker, begin, follow, send } from './session_lib.mjs';

test('strangers, other pages and viewers cannot act', async (t) => {
  const session = await begin(t);
  const { address, token, viewer } = session;
  const host = new URL(address).host;
  assert.equal(statSync(join(session.run, 'control.json')).mode & 0o777, 0o600);
  const kill = JSON.stringify({ kind: 'kill', target: 'web[1]' });
  const post = (headers) => send(address, { method: 'POST', path: '/api/faults', headers, body: kill });
  const owner = { Authorization: `Bearer ${token}` };
  assert.equal((await post({})).status, 401);
  assert.equal((await post({ Authorization: 'Bearer wrong' })).status, 401);
  assert.equal((await post({ Authorization: `Bearer ${viewer}` })).status, 403);
  assert.equal((await post({ ...owner, Host: 'evil.example' })).status, 403, 'DNS rebinding');
  assert.equal((await post({ ...owner, Host: `evil.example:${new URL(address).port}` })).status, 403);
  assert.equal((await post({ ...owner, Origin: 'http://evil.example' })).status, 403);
  assert.equal((await post({ ...owner, Origin: 'null' })).status, 403);
  // A form of another site: no token, an origin of its own.
  assert.equal((await post({ 'Content-Type': 'text/plain', Origin: 'http://evil.example' })).status, 403);
  for (const [method, path] of [['POST', '/api/heal'], ['POST', '/api/finish'], ['POST', '/api/abort'],
    ['DELETE', '/api/faults/kill'], ['POST', '/api/loads/read'], ['POST', '/api/client'], ['POST', '/api/notes'],
    ['POST', '/api/phases']]) {
    assert.equal((await asker(address, viewer)(method, path, {})).status, 403, path);
  }
  const looked = await asker(address, viewer)('GET', '/api/session');
  assert.equal(looked.json.role, 'viewer');
  assert.ok(!looked.text.includes(token) && !('viewer_token' in looked.json));
  const stream = follow(t, address, viewer);
  await until(() => stream.seen.length > 0, 10_000, 'the stream of a viewer');
  assert.ok(!JSON.stringify(stream.seen).includes(token));
  const page = await send(address, { headers: { Host: host } });
  assert.equal(page.status, 200);
  assert.match(page.headers['content-security-policy'], /frame-ancestors 'none'/);
  assert.equal(page.headers['cache-control'], 'no-store');
  assert.equal((await send(address, { path: '/api/openapi.json', headers: { Host: host } })).status, 200);
  assert.equal((await session.ask('GET', '/api/state')).json.faults.length, 0, 'nothing was broken');
  await session.ask('POST', '/api/abort');
  assert.equal((await session.running.done).code, 2);
});

test('floods, endless bodies and stuck connections disturb nobody', async (t) => {
  const session = await begin(t);
  const { address, token } = session;
  const { hostname, port } = new URL(address);
  const open = () => new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.on('connect', () => resolve(socket));
    socket.on('close', () => resolve(socket));
    t.after(() => socket.destroy());
  });
  // Half of a request, many times over.
  const halves = await Promise.all(Array.from({ length: 500 }, async () => {
    const socket = await open();
    socket.write('POST /api/faults HTTP/1.1\r\nHost: ');
    return socket;
  }));
  assert.equal((await session.ask('GET', '/api/session')).status, 200);
  halves.forEach((socket) => socket.destroy());

  const raw = async (text) => {
    const socket = await open();
    let answer = '';
    socket.on('data', (part) => (answer += part));
    socket.write(text);
    await until(() => answer.includes('\r\n') || socket.destroyed, 20_000, 'an answer');
    return answer.split('\r\n')[0];
  };
  const head = `Host: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n`;
  assert.match(await raw(`POST /api/notes HTTP/1.1\r\n${head}Content-Length: 1073741824\r\n\r\n{`), / 413 /);
  assert.match(await raw(`GET /api/session HTTP/1.1\r\n${head}X: ${'y'.repeat(20_000)}\r\n\r\n`), / 431 /);
  assert.match(await raw('this is no request\r\n\r\n'), / 400 /);

  // A viewer that reads nothing, one that does, and a flood of actions.
  const stuck = await open();
  stuck.pause();
  stuck.write(`GET /api/stream HTTP/1.1\r\n${head}\r\n`);
  const stream = follow(t, address, token);
  await until(() => stream.seen.length > 0, 10_000, 'the stream');
  const answers = await Promise.all(Array.from({ length: 40 }, async () => {
    const statuses = [];
    for (let i = 0; i < 10; ++i) statuses.push((await session.ask('POST', '/api/notes', { text: 'flood' })).status);
    return statuses;
  }));
  const counted = answers.flat();
  assert.ok(counted.includes(201) && counted.includes(429), `${new Set(counted).size} kinds of answers`);
  assert.ok(counted.every((status) => status === 201 || status === 429));
  await sleep(1200);
  const late = Date.now();
  assert.equal((await session.ask('POST', '/api/notes', { text: 'afterwards' })).status, 201);
  await until(() => stream.seen.some(({ event, data }) => event === 'journal' && data.text === 'afterwards'),
    1_000, 'the note within a second');
  assert.ok(Date.now() - late < 1000);
  await session.ask('POST', '/api/finish');
  await until(() => stream.seen.some(({ event }) => event === 'ended'), 60_000, 'the end');
  await session.running.done;
  const report = readJson(join(session.run, 'report.json'));
  assert.equal(report.generator.dropped, 0);
});
