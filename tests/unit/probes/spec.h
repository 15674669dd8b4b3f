// How the tests write down a probe.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/model/probe.h"
#include "probes/kinds.h"

namespace squall::probe_test {

inline ProbeSpec spec(std::string kind, std::vector<std::pair<std::string, Value>> options) {
  ProbeSpec made;
  made.kind = std::move(kind);
  for (auto& [name, value] : options) made.options.set(name, std::move(value));
  const Kind* const known = find_kind(kProbeKinds, made.kind);
  if (known != nullptr && known->dimension) made.dimension = known->dimension(made.options);
  return made;
}

inline Value text(std::string written) { return Value{std::move(written)}; }

inline Value texts(const std::vector<std::string>& written) {
  ValueList list;
  for (const std::string& item : written) list.push_back(text(item));
  return Value{std::move(list)};
}

/// A lookup that knows these names.
inline Template::Lookup knows(std::map<std::string, std::string> names) {
  return [names = std::move(names)](std::string_view name) -> std::optional<std::string> {
    const auto found = names.find(std::string(name));
    return found == names.end() ? std::nullopt : std::optional(found->second);
  };
}

inline std::optional<OptionMistake> mistake_of(const ProbeSpec& probe) {
  const Kind* const kind = find_kind(kProbeKinds, probe.kind);
  return kind->mistake == nullptr ? std::nullopt : kind->mistake(probe.options);
}

/// A file that is gone at the end.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / (name + "-" + std::to_string(::getpid()))) {}
  ~ScratchFile() { std::filesystem::remove(path_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  std::string path() const { return path_.string(); }
  void append(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::app) << bytes;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace squall::probe_test
