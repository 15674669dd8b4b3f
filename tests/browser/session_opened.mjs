// What the tests of the session's page share: a stand-in server with the page on it, and waiting for
// what the page shows and asks for.
import assert from "node:assert/strict";
import { eventually, open_address } from "./browser.mjs";
import { owner, SessionServer } from "./session_server.mjs";

export const patience = { timeout: 30_000 };

/** A server and a page on it; both are closed whatever happens. */
export async function session(
  steps,
  { token = owner, past_s = 20, prepare = () => {}, ...options } = {},
) {
  const server = new SessionServer(process.env.SESSION_PAGE, past_s);
  prepare(server);
  await server.listen();
  const open = async (its_token = token) => {
    const address = server.address(its_token);
    const page = await open_address(address, new URL(address).origin, options);
    if (its_token !== "") await page.waitForSelector(".connection.live", patience);
    if (its_token !== "") await page.waitForFunction(() => globalThis.squall_charts?.length === 3);
    return page;
  };
  const page = await open();
  try {
    await steps({ page, server, open });
    assert.equal(server.token_in_address, false, "the token stays out of addresses");
  } finally {
    await page.context().close();
    server.close();
  }
}

export const asked = (server, method = "POST") =>
  server.requests.filter((each) => each.method === method).map(({ path, body }) => [path, body]);

/** Until `wanted` of the server's requests were made. */
export async function requests(server, wanted) {
  for (let i = 0; i < 200 && server.requests.length < wanted; ++i) {
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.equal(server.requests.length, wanted);
}

/** Until what `seen` finds equals, or matches, `wanted`. */
export function shows(seen, wanted, message) {
  return eventually(async () => {
    const found = await seen();
    if (wanted instanceof RegExp) assert.match(found, wanted, message);
    else assert.deepEqual(found, wanted, message);
  });
}
export const count_of = (page, what) => () => page.locator(what).count();
export const text_of = (page, what) => () => page.locator(what).innerText();
export const focused = (page) => page.locator(":focus");

export const node_button = (page, name) => page.locator(`[data-node="${name}"]`);
