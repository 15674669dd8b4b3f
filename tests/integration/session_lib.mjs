// What the tests of manual sessions share: a session that goes on, requests to it, and its stream.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fixture, readJson, runFolder, start, until } from './lib.mjs';
import { asker, followStream } from './session_client.mjs';

export { asker, send } from './session_client.mjs';

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

/** Follows the stream for as long as the test lasts. */
export function follow(t, address, token, headers) {
  const follower = followStream(address, token, headers);
  t.after(follower.leave);
  return follower;
}

export const fault = async (session, name) =>
  (await session.ask('GET', '/api/state')).json.faults.find((each) => each.name === name);
export const isIn = (session, name, state) =>
  until(async () => (await fault(session, name))?.state === state, 30_000, `${name} is ${state}`);
