// When the signs of a node that is dead are first seen on the page of a session.

/**
 * Looks for them from now on. They stand in the page's `squall_signs` as [sign: Unix time in ms]:
 * "the node is dead" on the graph, "its lane turns", and "the error class", which `error` (the
 * source of a regular expression) finds in the failures' key.
 */
export function look_for_signs(page, error) {
  return page.evaluate((source) => {
    const failed = new RegExp(source);
    const wanted = {
      "the node is dead": () => document.querySelector("[data-node] .state-dead"),
      "its lane turns": () => document.querySelector("#timeline .bar.state-dead:not([hidden])"),
      "the error class": () =>
        failed.test(document.querySelector("#chart-failures .key").textContent),
    };
    globalThis.squall_signs = {};
    const look = () => {
      for (const [sign, is_there] of Object.entries(wanted)) {
        if (!(sign in squall_signs) && is_there()) squall_signs[sign] = Date.now();
      }
    };
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    new MutationObserver(look).observe(document.body, all);
  }, error);
}

/** Waits until all of them were seen, and gives them. */
export async function signs_seen(page) {
  await page.waitForFunction(() => Object.keys(squall_signs).length === 3);
  return page.evaluate(() => squall_signs);
}
