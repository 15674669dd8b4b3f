// What the nodes logged around a fault that they had not logged before.
import { element } from "./dom.ts";
import { memory } from "./format.ts";
import type { Fault } from "./report.ts";

type Log = Fault["logs"][number];

function lines(log: Log): HTMLElement {
  const text = element("pre", { class: "log", attributes: { tabindex: "0", dir: "ltr" } });
  const say = (kind: string, ...content: string[]) => {
    for (const line of content) text.append(element("span", { class: kind }, line), "\n");
  };
  say("", ...log.during);
  if (log.after.length > 0) say("mark", "— healed —");
  say("", ...log.after);
  return text;
}

function of_node(log: Log): HTMLElement {
  const more = log.other_bytes === 0 ? "" : `, and ${memory(log.other_bytes)} more`;
  const note = element("span", { class: "note" }, more);
  return element("div", {}, element("h4", {}, log.node, note), lines(log));
}

/** Null where no node said anything new. */
export function fault_logs(fault: Fault): HTMLElement | null {
  if (fault.logs.length === 0) return null;
  const count = fault.logs.length === 1 ? "1 node" : `${fault.logs.length} nodes`;
  return element(
    "details",
    { class: "logs" },
    element("summary", {}, `What ${count} logged that had not been logged before`),
    ...fault.logs.map((log) => of_node(log)),
  );
}
