#include "harness/faults/netem.h"

#include <sys/utsname.h>

#include <filesystem>
#include <string>

#include "harness/core/file.h"

namespace squall {

bool kernel_has_netem() {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::exists("/sys/module/sch_netem", ignored)) return true;
  utsname kernel{};
  if (::uname(&kernel) != 0) return false;
  const fs::path modules = fs::path("/lib/modules") / &kernel.release[0];
  for (const char* list : {"modules.builtin", "modules.dep"}) {
    const auto text = read_file(modules / list);
    if (text && text->find("/sch_netem.ko") != text->npos) return true;
  }
  return false;
}

}  // namespace squall
