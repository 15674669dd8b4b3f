// control.json of a run directory: where a session is asked, and with which token. Only its user
// can read it; it is there as long as the session is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/error.h"

namespace squall {

struct ControlAddress {
  std::string address;  ///< "http://127.0.0.1:4711"
  std::string token;    ///< The owner's.
  std::int64_t pid = 0;
  std::filesystem::path run_dir;
};

/// Written when it is made, removed with it.
class ControlFile {
 public:
  static Result<ControlFile> write(const ControlAddress& control);
  ControlFile(ControlFile&& other) noexcept;
  ControlFile& operator=(ControlFile&&) = delete;
  ~ControlFile();

 private:
  explicit ControlFile(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// The session whose run directory this is. The error: there is none, or it has ended.
Result<ControlAddress> read_control_file(const std::filesystem::path& run_dir);

/// The newest session below `runs` that goes on.
Result<ControlAddress> find_session(const std::filesystem::path& runs);

}  // namespace squall
