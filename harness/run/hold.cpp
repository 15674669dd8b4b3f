#include "harness/run/hold.h"

#include <fmt/format.h>

#include "harness/core/wait.h"
#include "harness/journal/writer.h"
#include "harness/run/announcer.h"

namespace squall {

void show_nodes(const System& system, Progress& progress) {
  for (const Node* node : system.nodes()) {
    progress.happened(fmt::format("    {:<24} {}", node->name, node->address.url()));
  }
}

Result<Held> hold_topology(const LoadedTopology& loaded, const HoldSettings& settings,
                           Progress& progress, Interrupt& interrupt) {
  const RunClock clock;
  SecretMask mask;
  Topology topology = loaded.topology;
  for (const std::string& secret : loaded.secrets) mask.add(secret);
  for (const std::string& secret : draw_variables(topology, settings.seed)) mask.add(secret);
  auto journal = JournalWriter::open(settings.directory, clock, mask);
  if (!journal) return tl::unexpected(journal.error());
  Announcer events(**journal, mask, progress, settings.detail);

  SystemSettings system_settings;
  system_settings.run_dir = settings.directory;
  system_settings.run_id = settings.directory.filename().string();
  system_settings.seed = settings.seed;
  system_settings.progress = [&](std::string_view line) { progress.status(std::string(line)); };
  system_settings.on_lost = [&] { interrupt.request_stop(); };
  System system(topology, system_settings, events, mask);

  Held held;
  const auto started = system.start(interrupt.token());
  held.started = started.has_value();
  if (started) {
    for (const std::string& listener : system.foreign_listeners())
      events.on_event(Warned{listener});
    progress.happened("the topology is up; Ctrl-C ends it:");
    show_nodes(system, progress);
    wait_until(interrupt.token(), SteadyTime::max());
  } else {
    events.on_event(Decided{"not_started", started.error().what});
    for (const std::string& line : started.error().log_tail) {
      progress.happened(fmt::format("    {} | {}", started.error().node, line));
    }
  }
  held.residue = system.stop();
  events.on_event(CleanedUp{held.residue});
  (*journal)->close();
  progress.clear();
  return held;
}

}  // namespace squall
