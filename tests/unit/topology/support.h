// A folder for one test, and waiting with a deadline.
#pragma once

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "harness/core/file.h"
#include "harness/core/wait.h"
#include "harness/model/event.h"
#include "harness/model/topology.h"
#include "harness/topology/system.h"

namespace squall::test {

class Folder {
 public:
  Folder() {
    std::string name = "/tmp/squall-test-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

inline std::string contents(const std::filesystem::path& file) {
  return read_file(file).value_or(std::string());
}

/// True once `condition` holds; false if it does not within a minute.
inline bool eventually(const std::function<bool()>& condition) {
  const SteadyTime deadline = steady_now() + std::chrono::minutes(1);
  while (!condition()) {
    if (steady_now() >= deadline) return false;
    wait_for(std::stop_token{}, std::chrono::milliseconds(5));
  }
  return true;
}

/// Keeps what was journaled.
class Events : public EventSink {
 public:
  Nanoseconds on_event(Event event) override {
    const std::scoped_lock lock(mutex_);
    events_.push_back(std::move(event));
    return {};
  }
  template <typename T>
  std::vector<T> all() const {
    const std::scoped_lock lock(mutex_);
    std::vector<T> found;
    for (const Event& event : events_) {
      if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Event> events_;
};

/// A service of the fixture server (tests/fixtures/balanced), ready when it accepts connections.
inline Service server_service(const std::string& name, StringMap env = {}) {
  Service service;
  service.name = name;
  service.command = {Template("node"),
                     Template(SQUALL_SOURCE_DIR "/tests/fixtures/balanced/server.mjs")};
  service.env = std::move(env);
  service.env.emplace_back("PORT", Template("{node.port}"));
  service.ports = {Port{}};
  ReadySpec ready;
  ready.probe.kind = "tcp";
  ready.timeout = std::chrono::minutes(1);
  service.ready = ready;
  return service;
}

/// A system with all that it needs, in a folder of its own.
struct Stage {
  Folder folder;
  Events events;
  SecretMask mask;
  Topology topology;
  SystemSettings settings;
  std::unique_ptr<System> system;

  explicit Stage(std::vector<Service> services) {
    topology.name = "stage";
    topology.file = folder.write("topology.toml", "");
    topology.services = std::move(services);
    std::filesystem::create_directory(folder.path() / "run");
    settings.run_dir = folder.path() / "run";
    settings.run_id = "run-1";
  }
  Started start(std::stop_token stop = {}) {
    system = std::make_unique<System>(topology, settings, events, mask);
    return system->start(std::move(stop));
  }
};

}  // namespace squall::test
