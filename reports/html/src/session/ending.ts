// The end of the session: finishing with a report, giving up, and what came out.
import { append, element, section } from "../dom.ts";
import { marks } from "../format.ts";
import { verdict_words } from "../summary.ts";
import { act, act_button, Trouble } from "./act.ts";
import { announcer } from "./announce.ts";
import { request } from "./api.ts";
import type { State } from "./state.ts";
import type { Ended, Mistake } from "./wire.ts";

/** Asks before what cannot be taken back. */
function ask(question: string, yes: string, then: () => void): HTMLDialogElement {
  const no_button = element("button", { attributes: { type: "button" } }, "No, go on");
  const yes_button = element("button", { class: "danger", attributes: { type: "button" } }, yes);
  const buttons = element("div", { class: "buttons" }, no_button, yes_button);
  const dialog = element("dialog", {}, element("p", {}, question), buttons);
  no_button.addEventListener("click", () => dialog.close());
  yes_button.addEventListener("click", () => {
    dialog.close();
    then();
  });
  return dialog;
}

function copy_link(token: string): HTMLElement {
  const button = element("button", { attributes: { type: "button" } }, "Copy read-only link");
  const link = `${location.origin}/#${token}`;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(link).then(
      () => (button.textContent = "Copied"),
      () => button.replaceWith(element("code", {}, link)),
    );
  });
  return button;
}

// The report is fetched at once: the server does not wait for long.
async function report_address(path: string): Promise<string> {
  const page = await (await request("GET", path)).blob();
  return URL.createObjectURL(new Blob([page], { type: "text/html" }));
}

export class Ending {
  readonly root: HTMLElement;
  private readonly trouble_ = new Trouble();
  private readonly actions_ = element("div", { class: "buttons" });
  private readonly outcome_ = element("div", { class: "outcome" });
  private drawn_ = false;

  constructor(state: State) {
    const link = state.info.viewer_token ? copy_link(state.info.viewer_token) : null;
    this.root = section("end", "End", this.outcome_, this.actions_, this.trouble_.root);
    if (!state.can_act) {
      append(this.actions_, element("p", { class: "note" }, "The session goes on."));
      return;
    }
    const finish = () => request("POST", "/api/finish");
    const finish_button = act_button("Finish with a report", this.trouble_, finish, "primary");
    const question =
      "Abort the session? Everything is healed and stopped; its report says that it was aborted.";
    const abort_button = element(
      "button",
      { class: "danger", attributes: { type: "button" } },
      "Abort",
    );
    const dialog = ask(question, "Yes, abort", () => {
      const refused = (mistakes: Mistake[]) => this.trouble_.show(mistakes);
      void act(abort_button, refused, () => request("POST", "/api/abort"));
    });
    abort_button.addEventListener("click", () => dialog.showModal());
    append(this.actions_, finish_button, abort_button, link, dialog);
  }

  draw(state: State): void {
    if (state.info.finished && !state.ended) {
      this.actions_.replaceChildren(
        element("p", { class: "note" }, "Ending: the report is being made."),
      );
    }
    if (!state.ended || this.drawn_) return;
    this.drawn_ = true;
    this.actions_.replaceChildren();
    this.trouble_.clear();
    void this.show(state.ended);
  }

  private async show(ended: Ended): Promise<void> {
    const { verdict, status, exit_code, reasons } = ended;
    const word = verdict_words[verdict] ?? verdict;
    announcer.say(`The session has ended: ${word}`);
    const mark = element(
      "span",
      { class: "mark", attributes: { "aria-hidden": "true" } },
      marks[verdict] ?? "",
    );
    const badge = element("p", { class: `verdict ${verdict}` }, mark, word);
    const facts = element("p", { class: "note" }, `The run ${status}, exit code ${exit_code}.`);
    const why = element("ul", {}, ...reasons.map((reason) => element("li", {}, reason)));
    this.outcome_.replaceChildren(badge, facts, why);
    this.root.classList.add("ended");
    try {
      const attributes = { href: await report_address(ended.report) };
      const link = element("a", { class: "button primary", attributes }, "Open the report");
      this.outcome_.append(link);
      link.focus({ preventScroll: true });
    } catch {
      this.outcome_.append(element("p", {}, "The report stands in the run directory."));
    }
    this.root.scrollIntoView({ block: "nearest" });
  }
}
