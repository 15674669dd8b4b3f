// The page of a manual session. It is served without anything of the run; all comes by the stream.
import { element } from "./dom.ts";
import { token } from "./session/api.ts";
import { Page } from "./session/page.ts";
import { follow_stream } from "./session/stream.ts";

if (token === "") {
  const what =
    "This address lacks its token. Open the whole link that squall session printed, with what stands after #.";
  document.body.prepend(element("main", {}, element("p", { class: "no-token" }, what)));
} else {
  const page = new Page();
  follow_stream({
    message: (event, data) => page.message(event, data),
    connection: (connection) => page.head.connection(connection),
  });
}
// Another token in the address is another link.
addEventListener("hashchange", () => location.reload());
