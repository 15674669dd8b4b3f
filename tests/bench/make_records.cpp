// Writes the records of a run that never was: make_records DIR ATTEMPTS [SEED]
//
// Ten minutes with two loads of four steps in all, retries, a node that is killed and one that
// hangs, and gates over sliding windows; as `squall report` finds them. The same arguments give the
// same bytes. The rate follows from ATTEMPTS: 10 million are about 16,000 attempts a second.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "harness/journal/codec.h"
#include "harness/journal/record.h"
#include "tests/bench/sample_attempts.h"

namespace {

using namespace squall;
namespace fs = std::filesystem;

constexpr std::string_view kTopology = R"(schema = 1
name = "sample"

[[service]]
name = "web"
nodes = 2
command = ["server", "--port", "{node.port}"]
ready = { probe = "http", url = "{node.url}/ready", expect = { status = 200 } }

[[workload]]
name = "shop"
[[workload.step]]
name = "login"
url = "{web.url}/login"
expect = { status = 200 }
[[workload.step]]
name = "basket"
url = "{web.url}/basket"
expect = { status = 200 }
[[workload.step]]
name = "order"
method = "POST"
url = "{web.url}/order"
expect = { status = 200 }

[[workload]]
name = "search"
[[workload.step]]
name = "query"
url = "{web.url}/search"
expect = { status = 200 }
)";

constexpr std::string_view kScenario = R"(schema = 1
title = "Records for measuring the analysis"
topology = "topology.toml"

[client]
connect_timeout = "500ms"
attempt_timeout = "2s"
deadline = "5s"
retry = { max = 3, backoff = "exponential", base = "50ms", jitter = "full" }

[[load]]
workload = "shop"
rate = "1000/s"

[[load]]
workload = "search"
rate = "2000/s"

[recovery]
window = "1s"
windows = 5
min_samples = 3
good = ["availability >= 99%"]

[[phase]]
name = "warmup"
kind = "warmup"
for = "30s"

[[phase]]
name = "baseline"
kind = "baseline"
for = "150s"

[[phase]]
name = "node-killed"
kind = "fault"
for = "180s"
[[phase.fault]]
name = "kill-node"
kind = "kill"
target = "web[0]"
at = "20s"
for = "60s"

[[phase]]
name = "node-hangs"
kind = "fault"
for = "120s"
[[phase.fault]]
name = "hang-node"
kind = "stop"
target = "web[1]"
at = "20s"
for = "30s"

[[phase]]
name = "recovery"
kind = "recovery"
for = "120s"

[[gate]]
name = "availability"
expr = "availability >= 80%"
[[gate]]
name = "availability-of-every-second"
expr = "availability(1s) >= 50%"
[[gate]]
name = "slow-orders"
workload = "shop"
step = "order"
expr = "p99(5s) <= 4s"
[[gate]]
name = "service-time"
expr = "p95(service_time, 10s) <= 2 s"
[[gate]]
name = "time-to-recover"
expr = "time_to_recover(kill-node) <= 10s"
)";

void write(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

std::string journal() {
  using std::chrono::seconds;
  std::string lines;
  const auto add = [&lines](Nanoseconds at, Event event) {
    lines += encode_event({at, std::move(event)}) + "\n";
  };
  const auto phase = [&](int start_s, int end_s, const char* name) {
    add(seconds(start_s), PhaseStarted{name});
    return [&add, end_s, name] { add(seconds(end_s), PhaseEnded{name, "duration", true}); };
  };
  const auto fault = [&](const char* name, const char* kind, const char* in, const SampleFault& at,
                         const char* node) {
    add(at.injected, FaultInjecting{name, kind, in, node, {node}, at.injected});
    add(at.injected, FaultInjected{name, "pid 4711"});
    add(at.injected, FaultEvidence{name, true, "it refuses connections"});
    add(at.healed, FaultHealed{name, true, "ready"});
  };
  RunStarted started;
  started.version = "0.1.0";
  started.started_at = "2026-11-21T09:24:00.123Z";
  started.seed = 1;
  started.scenario_file = "sample.toml";
  add({}, started);
  add({}, TopologyResolved{"sample", "", {{"web", "server", "process", "", {}}}, {}});
  phase(0, 30, "warmup")();
  phase(30, 180, "baseline")();
  const auto end_killed = phase(180, 360, "node-killed");
  fault("kill-node", "kill", "node-killed", kKilled, "web[0]");
  end_killed();
  const auto end_hangs = phase(360, 480, "node-hangs");
  fault("hang-node", "stop", "node-hangs", kHangs, "web[1]");
  end_hangs();
  phase(480, 600, "recovery")();
  add(seconds(605), CleanedUp{});
  add(seconds(605), RunEnded{"completed", "", 0, 0});
  return lines;
}

void write_operations(const fs::path& path, std::uint64_t count, std::uint64_t seed) {
  std::ofstream file(path, std::ios::binary);
  const auto put = [&file](const auto& bytes) {
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  };
  put(encode_header());
  SampleAttempts attempts(count, seed);
  std::vector<Attempt> block;
  std::vector<std::byte> bytes;
  for (std::uint32_t number = 0; count > 0; ++number) {
    block.clear();
    while (block.size() < kMaxBlockRecords && count > 0) {
      block.push_back(attempts.next());
      --count;
    }
    bytes.clear();
    append_block(block, number, bytes);
    put(bytes);
  }
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: make_records DIR ATTEMPTS [SEED]\n");
    return 64;
  }
  try {
    const fs::path folder = argv[1];
    fs::create_directories(folder);
    write(folder / "topology.toml", kTopology);
    write(folder / "scenario.toml", kScenario);
    write(folder / "journal.jsonl", journal());
    write_operations(folder / "operations.bin", std::strtoull(argv[2], nullptr, 10),
                     argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
  } catch (const std::exception& error) {
    fmt::print(stderr, "make_records: {}\n", error.what());
    return 70;
  }
  return 0;
}
