// Speaks to a session as a client of its control API does: requests, and its stream.
import { request } from 'node:http';

/** One request on a connection of its own; Host and the like as they are given. */
export function send(address, { method = 'GET', path = '/', headers = {}, body } = {}) {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers, agent: false }, async (answer) => {
      try {
        let text = '';
        for await (const part of answer.setEncoding('utf8')) text += part;
        resolve({ status: answer.statusCode, text, headers: answer.headers });
      } catch (error) {
        reject(error);
      }
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

/** One message of the stream: its data are parsed when somebody reads them. */
class Message {
  #data;

  constructor(lines) {
    const fields = Object.fromEntries(lines.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }));
    this.at = Date.now();
    this.id = Number(fields.id);
    this.event = fields.event;
    this.text = fields.data;
  }

  get data() {
    this.#data ??= JSON.parse(this.text);
    return this.#data;
  }
}

/** Follows the stream; `seen` are the messages so far. */
export function followStream(address, token, headers = {}) {
  const { hostname, port } = new URL(address);
  const seen = [];
  let text = '';
  const asked = request({
    hostname, port, path: '/api/stream', agent: false, headers: { Authorization: `Bearer ${token}`, ...headers },
  }, (answer) => {
    answer.setEncoding('utf8').on('data', (part) => {
      text += part;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        seen.push(new Message(text.slice(0, end)));
        text = text.slice(end + 2);
      }
    }).on('error', () => {});
    follower.status = answer.statusCode;
    answer.on('close', () => { follower.closed = true; });
  });
  asked.on('error', () => { follower.closed = true; });
  asked.end();
  const follower = { seen, closed: false, status: 0, leave: () => asked.destroy() };
  return follower;
}
