// What the tests of this folder share: kinds as their folders define them, and files that last for
// one test.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>

#include "harness/model/kind.h"
#include "harness/scenario/load.h"

namespace squall::test {

/// kill and stop, http and tcp, process and external, poisson and constant.
KindTables kinds();

/// A folder of its own with these files; removed at the end.
class Files {
 public:
  Files(std::initializer_list<std::pair<std::string, std::string>> texts);
  ~Files();
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path folder_;
};

std::filesystem::path source(const std::string& name);  ///< Of the repository.
std::filesystem::path broken(const std::string& name);  ///< tests/golden/broken/NAME

/// A machine with `node` and nothing else, HOME and SHOP_TOKEN set.
LoadRequest request(const std::filesystem::path& file);

/// All of them, one after another, with `folder` cut from the names of files.
std::string text(const Diagnostics& diagnostics, const std::filesystem::path& folder);

std::string slurp(const std::filesystem::path& file);

/// What `file` holds; with SQUALL_UPDATE_GOLDEN=1 it is first rewritten to hold `actual`. Read the
/// difference before committing it.
std::string golden(const std::filesystem::path& file, const std::string& actual);

}  // namespace squall::test
