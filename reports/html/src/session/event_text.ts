// A line of the journal as people read it.
import { fault_letter } from "../bands.ts";
import { milliseconds, moment, rate } from "../format.ts";
import type { JournalLine, LiveFault } from "./wire.ts";

export type Mood = "" | "good" | "bad" | "warn" | "noted" | "fault";

export interface EventText {
  mood: Mood;
  text: string;
  fault?: string; // That began here.
  aloud?: boolean; // Worth being read out.
}

type Line = JournalLine;
type Told = (line: Line, faults: LiveFault[]) => EventText | null;

const text_of = (value: unknown) => (value === null || value === undefined ? "" : String(value));
const more = (value: unknown) => (text_of(value) === "" ? "" : `: ${text_of(value)}`);
const bracketed = (value: unknown) => (text_of(value) === "" ? "" : ` (${text_of(value)})`);

function fault_of(line: Line, faults: LiveFault[]): string {
  const name = text_of(line.fault);
  const index = faults.findIndex((fault) => fault.name === name);
  const fault = faults[index];
  return fault ? `${fault_letter(index)} ${fault.kind} ${fault.target}` : name;
}

const node_moods: Record<string, Mood> = { dead: "bad", stopped: "warn", ready: "good" };
const backend_moods: Record<string, Mood> = { down: "bad", up: "good" };

const told_by: Record<string, Told> = {
  node_changed: ({ node, state, detail }) => ({
    mood: node_moods[text_of(state)] ?? "",
    text: `${text_of(node)} is ${text_of(state)}${bracketed(detail)}`,
    aloud: state === "dead" || state === "ready",
  }),
  backend_changed: ({ balancer, server, node, state, detail }) => ({
    mood: backend_moods[text_of(state)] ?? "warn",
    text: `${text_of(balancer)} sees ${text_of(node) || text_of(server)} ${text_of(state)}${bracketed(detail)}`,
  }),
  fault_injected: (line, faults) => ({
    mood: "fault",
    text: `${fault_of(line, faults)} is in${more(line.detail)}`,
    fault: text_of(line.fault),
    aloud: true,
  }),
  fault_evidence: (line, faults) => ({
    mood: line.confirmed === true ? "" : "warn",
    text: `${fault_of(line, faults)} ${line.confirmed === true ? "confirmed" : "not confirmed"}${more(line.what)}`,
  }),
  fault_healed: (line, faults) => ({
    mood: line.ok === false ? "bad" : "good",
    text: `${fault_of(line, faults)} ${line.ok === false ? "could not be healed" : "healed"}${more(line.detail)}`,
    aloud: true,
  }),
  fault_failed: (line, faults) => ({
    mood: "bad",
    text: `${fault_of(line, faults)} did not go in${more(line.reason)}`,
    aloud: true,
  }),
  phase_started: ({ phase }) => ({ mood: "", text: `Phase ${text_of(phase)} begins` }),
  noted: ({ text, who }) => ({ mood: "noted", text: `${text_of(text)}${bracketed(who)}` }),
  acted: ({ who, action, detail }) => ({
    mood: "noted",
    text: `${text_of(who)}: ${text_of(action)} ${text_of(detail)}`.trim(),
  }),
  hypothesis_checked: ({ hypothesis, when, met, actual }) => ({
    mood: met === true ? "good" : "bad",
    text: `${text_of(hypothesis)} ${met === true ? "met" : "not met"} at the ${text_of(when)}${more(actual)}`,
  }),
  decided: ({ what, detail }) => ({
    mood: "",
    text: text_of(what).replaceAll("_", " ") + more(detail),
  }),
  breaker_changed: ({ address, state }) => ({
    mood: state === "closed" ? "good" : "warn",
    text: `Circuit breaker of ${text_of(address)} is ${text_of(state).replaceAll("_", " ")}`,
  }),
  load_changed: ({ load, rate_per_s }) => ({
    mood: "",
    text: `Load ${text_of(load)} comes at ${rate(Number(rate_per_s))}`,
  }),
  setup_done: ({ what, took_ns }) => ({
    mood: "",
    text: `${text_of(what)}, ${milliseconds(Number(took_ns) / 1e6)}`,
  }),
  failure_example: ({ step, error, status, reason }) => ({
    mood: "bad",
    text: `${text_of(step)} failed: ${text_of(error)}${status === 0 ? "" : bracketed(status)}${more(reason)}`,
  }),
  warned: ({ what }) => ({ mood: "warn", text: text_of(what) }),
  run_ended: ({ status, reason }) => ({
    mood: "",
    text: `The run ${text_of(status)}${more(reason)}`,
  }),
};

/** null: of no interest to people. */
export function event_text(line: JournalLine, faults: LiveFault[]): EventText | null {
  return told_by[line.event]?.(line, faults) ?? null;
}

export function event_time(line: JournalLine): string {
  return moment(line.at_ns / 1e9);
}
