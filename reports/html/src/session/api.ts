// Requests to the session's server. The token stands in the page's address after "#", which no
// browser sends anywhere; it goes along with each request as a header.
import type { Mistake } from "./wire.ts";

export const token = location.hash.slice(1);

/** The server did not do it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly mistakes: Mistake[],
  ) {
    super(mistakes.map(({ what }) => what).join("; "));
  }
}

const told: Record<number, string> = {
  401: "The address of this page is not valid any more: take the one that squall printed last.",
  403: "This link is for looking only.",
  413: "That is too long.",
  429: "Too many actions at once: wait a second.",
};

function is_mistake(value: unknown): value is Mistake {
  return typeof (value as Mistake | null)?.what === "string";
}

async function mistakes_of(response: Response): Promise<Mistake[]> {
  try {
    const { errors } = (await response.json()) as { errors?: unknown };
    const found = Array.isArray(errors) ? errors.filter(is_mistake) : [];
    if (found.length > 0) return found.map((each) => ({ ...each, at: String(each.at ?? "") }));
  } catch {
    // The status has to do.
  }
  return [{ at: "", what: told[response.status] ?? `Squall answered with ${response.status}.` }];
}

/** An answer of status 2xx; else throws Refused. */
export async function request(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
  more: Pick<RequestInit, "signal"> & { headers?: Record<string, string> } = {},
): Promise<Response> {
  const headers: Record<string, string> = { ...more.headers, Authorization: `Bearer ${token}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const content = body === undefined ? null : JSON.stringify(body);
  const always: RequestInit = { cache: "no-store", credentials: "omit", redirect: "error" };
  let response: Response;
  try {
    response = await fetch(path, { ...always, ...more, method, headers, body: content });
  } catch {
    throw new Refused(0, [{ at: "", what: "Squall does not answer: nothing was done." }]);
  }
  if (!response.ok) throw new Refused(response.status, await mistakes_of(response));
  return response;
}

export async function get<T>(path: string): Promise<T> {
  return (await request("GET", path)).json() as Promise<T>;
}

export function heal(fault: string): Promise<Response> {
  return request("DELETE", `/api/faults/${encodeURIComponent(fault)}`);
}
