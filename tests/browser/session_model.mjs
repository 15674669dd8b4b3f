// A session that is made up: a system of four services under a steady load, which suffers from faults
// as a real one would. It knows nothing of HTTP, and its clock is the caller's.

export const topology = {
  name: "shop",
  flavour: "sql",
  services: [
    service("web", "server", 2),
    service("catalogue", "server", 1),
    service("balancer", "balancer", 1),
    service("database", "database", 3),
  ],
  links: [
    "client->web",
    "web->catalogue",
    "web->balancer",
    "catalogue->balancer",
    "balancer->database",
    "database->database",
  ].map((name) => ({ name, proxied: true })),
};

function service(name, role, nodes) {
  const names = nodes === 1 ? [name] : Array.from({ length: nodes }, (_, i) => `${name}[${i}]`);
  const address = (i) => `http://127.0.0.1:${40000 + i}`;
  return {
    name,
    role,
    driver: "process",
    version: "1.0",
    nodes: names.map((node, i) => ({ name: node, address: address(i) })),
  };
}

const direction = {
  name: "direction",
  type: "string",
  default: "downstream",
  required: false,
  summary: "upstream: what the client sends; downstream: what it is sent.",
  choices: ["downstream", "upstream", "both"],
};

function option(name, type, summary, more = {}) {
  return { name, type, default: null, required: false, summary, ...more };
}

export const kinds = [
  kind("kill", "node", "The node's processes die at once (SIGKILL), as in a crash.", [
    option("heal", "string", "What ends the fault.", {
      default: "restart",
      choices: ["restart", "none"],
    }),
  ]),
  kind("stop", "node", "The node hangs (SIGSTOP): connections open, and nothing answers.", []),
  kind("restart", "node", "The node ends and is started again.", [
    option("times", "integer", "How often; more than once is a crash loop.", { default: "1" }),
  ]),
  kind("cpu", "node", "The node gets only a share of the time.", [
    option("share", "number", "Of one processor's time: 0.1 is a tenth.", { required: true }),
  ]),
  kind("replace", "node", "The node runs in another version or environment.", [
    option("env", "table of templates", "Besides the service's own."),
    option("command", "templates", "In place of the service's."),
  ]),
  kind("http", "node", "A request to the node, and one that undoes it.", [
    option("url", "template", '"{node.url}/…".', { required: true }),
    option("undo", "table", "The request that undoes it.", {
      required: true,
      fields: [option("url", "template", '"{node.url}/…".', { required: true })],
    }),
  ]),
  kind("latency", "link", "Data comes later: a far or congested network.", [
    option("delay", "duration", "On average.", { required: true }),
    option("jitter", "duration", "How far a delay strays.", { default: "0s" }),
    direction,
    option("toxicity", "number", "The share of the connections that get it.", { default: "1.0" }),
  ]),
  kind("timeout", "link", "No data passes and nothing is closed: a cut network.", [direction]),
  kind("refuse", "link", "Connections are refused, as when nothing listens.", []),
];

function kind(name, on, summary, options) {
  return { name, on, summary, options, what: on === "node" ? "fault" : "toxic" };
}

// The same numbers every time.
function noise(seed) {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

const lists = [
  ..."start_s end_s due ok failed indeterminate dropped retries throughput_per_s".split(" "),
  ..."goodput_per_s response_p50_ms response_p99_ms response_max_ms".split(" "),
  ..."service_p50_ms service_p99_ms".split(" "),
];

export class SessionModel {
  journal = [];
  faults = [];
  phases = [];
  notes = [];
  hypotheses = []; // As they were checked last.
  rates = { browse: 40, edit: 5 };
  workloads = { browse: "browse", edit: "edit" };
  client = "patient";
  finished = false;
  heard = []; // Messages to be sent: [event, data].
  windows = [];
  now_s = 0;

  constructor(past_s = 20) {
    for (const { nodes } of topology.services) {
      for (const { name } of nodes) {
        this.line(0.2, {
          event: "node_changed",
          node: name,
          state: "starting",
          pid: 1,
          detail: "",
        });
        this.line(1.5, { event: "node_changed", node: name, state: "ready", pid: 1, detail: "" });
      }
    }
    for (const i of [0, 1, 2]) this.backend(1.8, i, "up");
    this.check_hypothesis(2, "web-answers", "start");
    this.begin_phase("before", "baseline", 2);
    this.go_on(past_s);
  }

  line(at_s, members) {
    const line = { at_ns: Math.round(at_s * 1e9), ...members };
    this.journal.push(line);
    this.heard.push(["journal", line]);
  }

  check_hypothesis(at_s, name, when) {
    const seen = { when, met: true, actual: "200", expected: "status 200" };
    this.line(at_s, { event: "hypothesis_checked", hypothesis: name, ...seen });
    this.hypotheses = [{ name, at_s, ...seen }];
  }

  backend(at_s, i, state) {
    const [balancer, server] = ["balancer", `nodes/database-${i}`];
    const node = `database[${i}]`;
    this.line(at_s, { event: "backend_changed", balancer, server, node, state, detail: state });
  }

  begin_phase(name, kind, at_s = this.now_s) {
    const last = this.phases.at(-1);
    if (last) last.end_s = at_s;
    this.phases.push({ name, kind, start_s: at_s, end_s: null });
    this.line(at_s, { event: "phase_started", phase: name });
    this.heard.push(["phases", this.phases]);
  }

  in_force() {
    return this.faults.filter(({ state }) => state === "in");
  }

  /** Time passes, in whole steps of a quarter of a second at most. */
  go_on(to_s) {
    while (this.now_s < to_s) {
      this.now_s = Math.min(to_s, Math.floor(this.now_s * 4 + 1.0001) / 4);
      for (const fault of this.in_force()) {
        if (fault.expires_at_s !== null && fault.expires_at_s <= this.now_s) this.heal(fault.name);
      }
      const start_s = Math.floor(this.now_s - 1e-9);
      if (start_s >= 2) this.windows[start_s - 2] = this.window(start_s);
    }
  }

  // What the operations of one second made of the faults in it.
  window(start_s) {
    const length_s = Math.min(1, this.now_s - start_s);
    const hit = this.in_force().length > 0;
    const due = Math.round(
      (this.rates.browse + this.rates.edit) * length_s * (0.9 + 0.2 * noise(start_s)),
    );
    const failed = hit ? Math.round(due * (0.15 + 0.2 * noise(start_s + 0.5))) : 0;
    const slow = hit ? 6 : 1;
    const p50 = (18 + 6 * noise(start_s + 0.1)) * (hit ? 1.5 : 1);
    const p99 = (90 + 60 * noise(start_s + 0.2)) * slow;
    return {
      ...{ start_s, end_s: start_s + length_s, due, ok: due - failed, failed },
      ...{ indeterminate: 0, dropped: 0, retries: failed },
      throughput_per_s: due / length_s,
      goodput_per_s: (due - failed) / length_s,
      ...{ response_p50_ms: p50, response_p99_ms: p99, response_max_ms: p99 * 1.3 },
      ...{ service_p50_ms: p50 * 0.95, service_p99_ms: p99 * 0.9 },
      errors:
        failed === 0
          ? {}
          : { connect_refused: Math.ceil(failed / 2), http_5xx: Math.floor(failed / 2) },
    };
  }

  series(windows) {
    const classes = new Set(windows.flatMap(({ errors }) => Object.keys(errors)));
    return {
      ...Object.fromEntries(lists.map((name) => [name, windows.map((each) => each[name])])),
      errors: Object.fromEntries(
        [...classes].map((name) => [name, windows.map(({ errors }) => errors[name] ?? 0)]),
      ),
    };
  }

  inject({ kind: of, target, for: duration, name }, who) {
    this.injected_ms = Date.now();
    const unit = { s: 1, m: 60 };
    const [, length, in_unit] = /^(\d+)(s|m)$/.exec(duration ?? "") ?? [];
    const count = this.faults.filter((fault) => fault.kind === of).length;
    const nodes = [target.replace("[any]", "[1]")];
    const fault = {
      ...{ name: name ?? (count === 0 ? of : `${of}-${count + 1}`), kind: of, target, nodes, who },
      ...{ state: "in", injected_at_s: this.now_s, healed_at_s: null },
      expires_at_s: length ? this.now_s + length * unit[in_unit] : null,
      evidence: { confirmed: true, what: "pid 4711 is gone" },
    };
    this.faults.push(fault);
    if (this.in_force().length === 1) this.begin_phase(`broken-${this.faults.length}`, "fault");
    const of_fault = { fault: fault.name };
    this.line(this.now_s, { event: "fault_injected", ...of_fault, detail: "pid 4711 got SIGKILL" });
    this.line(this.now_s, { event: "fault_evidence", ...of_fault, ...fault.evidence });
    if (of === "kill") this.node_of(fault, "dead", "signal 9 (Killed)", "down");
    if (of === "stop") this.node_of(fault, "stopped", "", "down");
    this.heard.push(["faults", this.faults]);
    return fault;
  }

  node_of({ nodes: [node] }, state, detail, seen) {
    if (node.includes("->")) return;
    this.line(this.now_s, { event: "node_changed", node, state, pid: 2, detail });
    const database = /^database\[(\d)\]$/.exec(node);
    if (database) this.backend(this.now_s + 0.1, Number(database[1]), seen);
  }

  heal(name) {
    const fault = this.in_force().find((each) => each.name === name);
    if (!fault) return false;
    fault.state = "healed";
    fault.healed_at_s = this.now_s;
    this.line(this.now_s, {
      event: "fault_healed",
      fault: name,
      ok: true,
      detail: "pid 4712 is ready",
    });
    if (["kill", "stop"].includes(fault.kind)) this.node_of(fault, "ready", "", "up");
    if (this.in_force().length === 0)
      this.begin_phase(`recovery-${this.faults.length}`, "recovery");
    this.heard.push(["faults", this.faults]);
    return true;
  }

  note(text, who) {
    this.notes.push({ at_s: this.now_s, text, who });
    this.line(this.now_s, { event: "noted", text, who });
  }

  gates() {
    const all = this.windows.filter(Boolean);
    const due = all.reduce((sum, each) => sum + each.due, 0);
    const ok = all.reduce((sum, each) => sum + each.ok, 0);
    const p99 = Math.max(...all.map((each) => each.response_p99_ms)) / 1000;
    const gate = (name, expr, actual, limit, unit, good) => ({
      ...{ name, expr, metric: expr.split(" ")[0], actual, limit, unit },
      ...{ verdict: good ? "pass" : "fail", reason: good ? "" : `it is not ${expr}` },
    });
    return [
      gate("availability", "availability >= 95%", ok / due, 0.95, "ratio", ok / due >= 0.95),
      gate("latency", "p99 <= 500ms", p99, 0.5, "seconds", p99 <= 0.5),
      {
        ...{ name: "recovery", expr: "time_to_recover <= 5s", actual: null, limit: 5 },
        ...{ metric: "time_to_recover", unit: "seconds", verdict: "inconclusive" },
        reason: "it is judged at the end",
      },
    ];
  }

  /** What a lane is in a report: the last state ends now. */
  lanes(event, key) {
    const lanes = new Map();
    for (const line of this.journal.filter((each) => each.event === event)) {
      const spans = lanes.get(key(line))?.spans ?? [];
      if (spans.length === 0) lanes.set(key(line), { ...line, spans });
      else spans.at(-1).end_s = line.at_ns / 1e9;
      spans.push({ state: line.state, start_s: line.at_ns / 1e9, end_s: this.now_s });
    }
    return [...lanes.values()];
  }
}
