// What the tests of manual sessions share: a session that goes on, requests to it, and its stream.
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fixture, readJson, runFolder, start, until } from './lib.mjs';

/** A session that has begun; `ask` speaks for its owner. */
export async function begin(t, more = [], { file = 'topology.toml', env = {} } = {}) {
  const run = runFolder(t);
  const running = start(['session', fixture(file), '--out', run, ...more], { env });
  t.after(() => running.child.kill('SIGKILL'));
  await until(() => existsSync(join(run, 'control.json')), 60_000, 'control.json');
  const { address, token } = readJson(join(run, 'control.json'));
  const viewer = (await until(() => /only to look +\S+\/#(\S+)\n/.exec(running.output()), 20_000, 'the addresses'))[1];
  const session = { run, running, address, token, viewer, ask: asker(address, token) };
  await until(async () => (await session.ask('GET', '/api/state')).json.phases?.length > 0, 60_000, 'the first phase');
  return session;
}

/** One request on a connection of its own; Host and the like as they are given. */
export function send(address, { method = 'GET', path = '/', headers = {}, body } = {}) {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers, agent: false }, async (answer) => {
      let text = '';
      for await (const part of answer.setEncoding('utf8')) text += part;
      resolve({ status: answer.statusCode, text, headers: answer.headers });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

export const asker = (address, token) => async (method, path, body, headers = {}) => {
  const answer = await send(address, {
    method, path, headers: { Authorization: `Bearer ${token}`, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  let json = {};
  try {
    json = JSON.parse(answer.text);
  } catch {
    // It is no JSON.
  }
  return { ...answer, json };
};

/** Follows the stream; `seen` are the messages so far. */
export function follow(t, address, token, headers = {}) {
  const { hostname, port } = new URL(address);
  const seen = [];
  let text = '';
  const asked = request({
    hostname, port, path: '/api/stream', agent: false, headers: { Authorization: `Bearer ${token}`, ...headers },
  }, (answer) => {
    answer.setEncoding('utf8').on('data', (part) => {
      text += part;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = Object.fromEntries(text.slice(0, end).split('\n').map((line) => {
          const colon = line.indexOf(': ');
          return [line.slice(0, colon), line.slice(colon + 2)];
        }));
        text = text.slice(end + 2);
        seen.push({ id: Number(fields.id), event: fields.event, data: JSON.parse(fields.data), at: Date.now() });
      }
    }).on('error', () => {});
    follower.status = answer.statusCode;
    answer.on('close', () => { follower.closed = true; });
  });
  asked.on('error', () => { follower.closed = true; });
  asked.end();
  t.after(() => asked.destroy());
  const follower = { seen, closed: false, status: 0, leave: () => asked.destroy() };
  return follower;
}

export const fault = async (session, name) =>
  (await session.ask('GET', '/api/state')).json.faults.find((each) => each.name === name);
export const isIn = (session, name, state) =>
  until(async () => (await fault(session, name))?.state === state, 30_000, `${name} is ${state}`);
