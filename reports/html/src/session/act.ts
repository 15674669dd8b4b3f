// Doing something: a button that waits for its answer, and a place for what the server says against
// it.
import { element } from "../dom.ts";
import { Refused } from "./api.ts";
import type { Mistake } from "./wire.ts";

/** "no rate: 'many'; write \"15/s\"" */
export function told({ what, hint }: Mistake): string {
  return hint ? `${what}; ${hint}` : what;
}

/** What went wrong, read out as soon as it stands there. */
export class Trouble {
  readonly root = element("div", { class: "trouble", attributes: { role: "alert" } });

  show(mistakes: Mistake[]): void {
    const lines = mistakes.map((each) =>
      element("p", {}, each.at === "" ? null : element("strong", {}, `${each.at}: `), told(each)),
    );
    this.root.replaceChildren(...lines);
  }

  clear(): void {
    this.root.replaceChildren();
  }
}

/** Runs `action`, once at a time; `refused` gets what the server says against it. */
export async function act(
  button: HTMLButtonElement | null,
  refused: (mistakes: Mistake[]) => void,
  action: () => Promise<unknown>,
): Promise<boolean> {
  if (button?.getAttribute("aria-busy") === "true") return false;
  button?.setAttribute("aria-busy", "true");
  refused([]);
  try {
    await action();
    return true;
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    refused(problem.mistakes);
    return false;
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

export function act_button(
  label: string,
  trouble: Trouble,
  action: () => Promise<unknown>,
  kind = "",
): HTMLButtonElement {
  const button = element("button", { class: kind, attributes: { type: "button" } }, label);
  button.addEventListener("click", () => {
    void act(button, (mistakes) => trouble.show(mistakes), action);
  });
  return button;
}
