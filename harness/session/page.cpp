#include "harness/session/page.h"

namespace squall {

std::string session_page() {
  return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Squall "
         "session</title>\n"
         "<p>This build has no live page. From the shell: <code>squall ctl --help</code></p>\n";
}

}  // namespace squall
