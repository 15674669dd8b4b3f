// A stand-in for `squall session`: serves the page, and plays a made-up session to it over the same
// HTTP. It keeps what the page asked for, so that tests can look, and breaks off when told to.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { kinds, SessionModel, topology } from "./session_model.mjs";

export const owner = "owner-token-0123456789";
export const viewer = "viewer-token-0123456789";

const mistake = (at, what, hint = "") => ({ at, what, hint });
const is_duration = (text) => /^\d+(\.\d+)?(ms|s|m|h)$/.test(text);

/** As the real one does: all mistakes of a request at once. */
function mistakes_of({ kind, target, options = {}, for: duration }) {
  const found = [];
  const known = kinds.find(({ name }) => name === kind);
  if (!known) return [mistake("kind", `there is no fault "${kind}"`)];
  if (duration !== undefined && !is_duration(duration)) {
    found.push(mistake("for", `"${duration}" is no duration`, "write 20s or 1m"));
  }
  const ends = target.split("->").map((end) => end.replace(/\[.*/, ""));
  const services = ["client", ...topology.services.map(({ name }) => name)];
  if (!ends.every((end) => services.includes(end))) {
    found.push(mistake("target", `there is no "${target}"`));
  }
  for (const { name, type, required } of known.options) {
    const value = options[name];
    const at = `options.${name}`;
    if (value === undefined && required) found.push(mistake(at, "is missing"));
    if (value === undefined) continue;
    if (type === "duration" && !is_duration(value)) {
      found.push(mistake(at, `"${value}" is no duration`, "write 200ms or 2s"));
    }
    if (type === "number" && typeof value !== "number") {
      found.push(mistake(at, `"${value}" is no number`));
    }
  }
  return found;
}

export class SessionServer {
  requests = []; // {method, path, body}
  token_in_address = false;
  down = false; // Streams are refused.
  silent = false; // Streams stay open and say nothing.
  report = "<!doctype html><title>no report</title>";

  constructor(page_file, past_s = 20) {
    this.model = new SessionModel(past_s);
    this.page_ = readFileSync(page_file, "utf8").replace("@DATA@", "{}");
    this.streams_ = new Set();
    this.began_ms_ = Date.now() - past_s * 1000;
    this.model.heard = [];
  }

  async listen() {
    this.server_ = createServer((request, response) => this.take(request, response));
    await new Promise((done) => this.server_.listen(0, "127.0.0.1", done));
    this.timer_ = setInterval(() => this.tick(), 250);
    return this;
  }

  close() {
    clearInterval(this.timer_);
    this.break_off();
    this.server_.close();
  }

  address(token = owner) {
    return `http://127.0.0.1:${this.server_.address().port}/#${token}`;
  }

  tick() {
    if (this.model.ended) return;
    const before_s = this.model.now_s;
    this.model.go_on((Date.now() - this.began_ms_) / 1000);
    const { windows, now_s } = this.model;
    const changed = windows.filter(({ end_s }) => end_s > before_s - 1);
    const timeline = this.model.series(changed);
    this.say("windows", { now_s, timeline, in_flight: 3, rate_per_s: 45, breaker: null });
    if (Math.floor(before_s) !== Math.floor(now_s)) this.say("gates", this.model.gates());
    this.tell();
  }

  /** Sends what the model has to say. */
  tell() {
    for (const [event, data] of this.model.heard.splice(0)) this.say(event, data);
  }

  say(event, data) {
    if (this.silent) return;
    for (const { response, role } of this.streams_) {
      this.write(response, event, event === "info" ? this.info(role) : data);
    }
  }

  write(response, event, data) {
    this.id_ = (this.id_ ?? 0) + 1;
    response.write(`id: ${this.id_}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  break_off() {
    for (const { response } of this.streams_) response.destroy();
    this.streams_.clear();
  }

  end(status = "completed") {
    this.model.ended = true;
    const reasons = ["p99 was 0.8 s in broken-1, above 500 ms"];
    const report = "/report.html";
    this.say("ended", { status, verdict: "fail", exit_code: 1, reasons, report });
    for (const { response } of this.streams_) response.end();
    this.streams_.clear();
  }

  info(role) {
    const { rates, workloads: does, client, finished } = this.model;
    const load = (name, workloads) => {
      const now = { workload: does[name], rate_per_s: rates[name] };
      return { name, ...now, workloads, changeable: true };
    };
    return {
      ...{ name: "shop", title: "A shop, broken by hand", run_id: "shop-20261129T013000Z-4f2a91" },
      ...{ started_at: "2026-11-29T01:30:00.000Z", role, topology, client, finished },
      viewer_token: role === "owner" ? viewer : null,
      loads: [load("browse", ["browse", "look-around"]), load("edit", ["edit"])],
      variants: ["patient", "hasty"],
      gates: this.model.gates().map(({ name, expr }) => ({ name, expr })),
      max_duration_s: 7200,
    };
  }

  hello(role) {
    const { model } = this;
    const { now_s, faults, phases, notes, hypotheses, journal } = model;
    return {
      ...{ now_s, faults, phases, notes, hypotheses, info: this.info(role) },
      timeline: model.series(model.windows.filter(Boolean)),
      nodes: model.lanes("node_changed", ({ node }) => node),
      backends: model.lanes("backend_changed", ({ server }) => server),
      journal: journal.slice(-200),
      gates: model.gates(),
    };
  }

  async take(request, response) {
    const { method, url } = request;
    if (url.includes(owner) || url.includes(viewer)) this.token_in_address = true;
    const path = decodeURIComponent(url);
    if (path === "/")
      return response.writeHead(200, { "Content-Type": "text/html" }).end(this.page_);
    if (path === "/favicon.ico") return response.writeHead(204).end();
    const roles = { [`Bearer ${owner}`]: "owner", [`Bearer ${viewer}`]: "viewer" };
    const role = roles[request.headers.authorization];
    if (!role) return this.answer(response, 401, { errors: [mistake("", "no such token")] });
    if (path === "/api/stream") return this.stream(response, role);
    if (path === "/api/kinds") return this.answer(response, 200, kinds);
    if (path === "/report.html") return response.writeHead(200).end(this.report);
    let text = "";
    for await (const piece of request) text += piece;
    const body = text === "" ? {} : JSON.parse(text);
    this.requests.push({ method, path, body });
    if (role !== "owner")
      return this.answer(response, 403, { errors: [mistake("", "only looks")] });
    const [status, answer] = this.act(`${method} ${path}`, body);
    this.answer(response, status, answer);
    this.tell();
  }

  answer(response, status, body) {
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  }

  stream(response, role) {
    if (this.down) return response.destroy();
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    this.write(response, "hello", this.hello(role));
    const stream = { response, role };
    this.streams_.add(stream);
    response.on("close", () => this.streams_.delete(stream));
  }

  act(what, body) {
    const { model } = this;
    const [, heals] = /^DELETE \/api\/faults\/(.+)$/.exec(what) ?? [];
    if (heals)
      return model.heal(heals) ? [202, {}] : [404, { errors: [mistake("", "not in force")] }];
    const [, load] = /^POST \/api\/loads\/(.+)$/.exec(what) ?? [];
    if (load && body.workload) {
      model.workloads[load] = body.workload;
      this.say("info");
      return [200, {}];
    }
    if (load) {
      const [, rate] = /^(\d+(?:\.\d+)?)\/s$/.exec(body.rate) ?? [];
      if (!rate)
        return [400, { errors: [mistake("rate", `"${body.rate}" is no rate`, "write 50/s")] }];
      model.rates[load] = Number(rate);
      this.say("info");
      return [200, {}];
    }
    switch (what) {
      case "POST /api/faults": {
        const errors = mistakes_of(body);
        return errors.length > 0
          ? [400, { errors }]
          : [201, { name: model.inject(body, "page").name }];
      }
      case "POST /api/heal":
        return [202, { healed: model.in_force().filter(({ name }) => model.heal(name)) }];
      case "POST /api/notes":
        model.note(body.text, "page");
        return [201, {}];
      case "POST /api/phases":
        model.begin_phase(body.name, body.kind ?? "baseline");
        return [201, {}];
      case "POST /api/client":
        if (body.deadline !== undefined && !is_duration(body.deadline)) {
          return [400, { errors: [mistake("deadline", `"${body.deadline}" is no duration`)] }];
        }
        model.client = body.variant ?? model.client;
        return [200, {}];
      case "POST /api/finish":
        setTimeout(() => this.end(), 200);
        return [202, {}];
      case "POST /api/abort":
        setTimeout(() => this.end("aborted"), 200);
        return [202, {}];
    }
    return [404, { errors: [mistake("", `there is no ${what}`)] }];
  }
}

// node session_server.mjs PAGE: to look at the page by hand.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await new SessionServer(process.argv[2]).listen();
  console.log(server.address());
}
