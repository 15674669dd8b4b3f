// Each fault: what it was, the proof that it took effect, and what clients lived through.
import { fault_letter } from "./bands.ts";
import { append, element, section } from "./dom.ts";
import { fault_logs } from "./fault_logs.ts";
import { fault_title, seconds } from "./format.ts";
import type { Fault, Report } from "./report.ts";
import { moment_link } from "./summary.ts";
import type { View } from "./window.ts";

type Content = (Node | string | null)[];
type Detection = Fault["detected_by"][number];

function entry(list: HTMLElement, name: string, kind: string, ...content: Content): void {
  append(
    list,
    element("div", { class: kind }, element("dt", {}, name), element("dd", {}, ...content)),
  );
}

function injected(fault: Fault, view: View): Content {
  if (fault.injected_at_s === null) return ["not injected"];
  const detail = fault.injected_detail === "" ? "" : `: ${fault.injected_detail}`;
  return ["at ", moment_link(view, fault.injected_at_s), detail];
}

function healed(fault: Fault, view: View): Content {
  if (fault.healed_at_s === null) return ["never"];
  const detail = fault.healed_detail === "" ? "" : `: ${fault.healed_detail}`;
  return ["at ", moment_link(view, fault.healed_at_s), detail];
}

function noticed(fault: Fault, view: View): Content {
  if (!fault.impact || fault.injected_at_s === null) return [fault.recovery_note];
  if (fault.time_to_detect_s === null) return ["clients were affected"];
  return [
    element("strong", {}, seconds(fault.time_to_detect_s)),
    " after injection, at ",
    moment_link(view, fault.injected_at_s + fault.time_to_detect_s),
    ": the first failure that a client saw",
  ];
}

function detected(fault: Fault, { after_s, what }: Detection, view: View): Content {
  return [
    element("strong", {}, seconds(after_s)),
    " after injection, at ",
    moment_link(view, (fault.injected_at_s ?? 0) + after_s),
    `: ${what}`,
  ];
}

function recovered(fault: Fault, view: View): Content {
  const from_injection_s = fault.time_to_recover_from_injection_s;
  if (
    fault.time_to_recover_s === null ||
    from_injection_s === null ||
    fault.injected_at_s === null
  ) {
    return [
      element("strong", {}, "never"),
      fault.recovery_note === "" ? "" : `: ${fault.recovery_note}`,
    ];
  }
  const after =
    fault.time_to_recover_s === 0
      ? "before healing"
      : `${seconds(fault.time_to_recover_s)} after healing`;
  return [
    element("strong", {}, after),
    `, ${seconds(from_injection_s)} after injection, at `,
    moment_link(view, fault.injected_at_s + from_injection_s),
    ": the start of the first run of good windows after a bad one",
  ];
}

const of_variant = ({ variant }: Fault) => (variant === undefined ? "" : ` · ${variant}`);

function card(fault: Fault, index: number, view: View): HTMLElement {
  const list = element("dl");
  if (fault.failure !== "") {
    entry(list, "Failure", "fail", fault.failure);
  } else {
    entry(list, "Injected", "", ...injected(fault, view));
    const proof = fault.evidence.what === "" ? "none" : fault.evidence.what;
    const mood = fault.evidence.confirmed ? "pass" : "inconclusive";
    const mark = element(
      "span",
      { class: `badge ${mood}` },
      fault.evidence.confirmed ? "✓ confirmed" : "? not confirmed",
    );
    entry(list, "Evidence", "", mark, " ", proof);
    entry(list, "Clients noticed", "", ...noticed(fault, view));
    for (const each of fault.detected_by) {
      entry(list, `${each.by} noticed`, "", ...detected(fault, each, view));
    }
    entry(list, "Healed", fault.heal_ok ? "" : "fail", ...healed(fault, view));
    if (fault.impact)
      entry(
        list,
        "Recovered",
        fault.time_to_recover_s === null ? "fail" : "",
        ...recovered(fault, view),
      );
    const served_s = fault.time_to_recover_from_injection_s ?? 0;
    if (fault.injected_at_s !== null && fault.rto_s !== null && fault.rto_s > served_s)
      entry(
        list,
        "Data back",
        "",
        element("strong", {}, seconds(fault.rto_s)),
        " after injection, at ",
        moment_link(view, fault.injected_at_s + fault.rto_s),
        ": the last read that missed what had been acknowledged before",
      );
  }
  const name = fault.name === fault.kind ? "" : ` · ${fault.name}`;
  return element(
    "article",
    { class: "card fault-card" },
    element(
      "h3",
      {},
      element("span", { class: "letter" }, fault_letter(index)),
      fault_title(fault),
      element(
        "span",
        { class: "note" },
        `${name}${fault.phase === "" ? "" : ` · in ${fault.phase}`}${of_variant(fault)}`,
      ),
    ),
    list,
    fault_logs(fault),
  );
}

export function faults(report: Report, view: View): HTMLElement | null {
  if (report.faults.length === 0) return null;
  const cards = report.faults.map((fault, index) => card(fault, index, view));
  return section(
    "faults",
    report.faults.length === 1 ? "Fault" : "Faults",
    element("div", { class: "cards" }, ...cards),
  );
}
