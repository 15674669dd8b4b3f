// Colours of the page's own style sheet, read when something is drawn on a canvas.

const cache = new Map<string, string>();

export function colour(name: string): string {
  let value = cache.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    cache.set(name, value);
  }
  return value;
}

/** Calls `redraw` whenever the reader's system turns light or dark. */
export function on_theme_change(redraw: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    cache.clear();
    redraw();
  });
}

const error_colours: Record<string, string> = {
  connect_refused: "error-1",
  connect_timeout: "error-2",
  reset: "error-3",
  short_read: "error-3",
  attempt_timeout: "error-4",
  deadline_exceeded: "error-5",
  http_4xx: "error-6",
  http_5xx: "error-7",
  unexpected_body: "error-8",
  unexpected_status: "error-8",
};

export function error_colour(error: string): string {
  return error_colours[error] ?? "error-other";
}
