// control.json of a run directory: where a session is asked, and with which token; and open.html,
// which leads a browser there. Only their user can read them; they are there as long as the
// session.
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

/// A file for its user's eyes alone: written when it is made, removed with it.
class PrivateFile {
 public:
  /// In one step, so that nobody reads half of it; and over nothing that somebody put there.
  static Result<PrivateFile> write(std::filesystem::path path, const std::string& text);
  PrivateFile(PrivateFile&& other) noexcept;
  PrivateFile& operator=(PrivateFile&&) = delete;
  ~PrivateFile();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit PrivateFile(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

Result<PrivateFile> write_control_file(const ControlAddress& control);

/// A page that leads to the live page: the address of that, given to a browser as its argument,
/// would show its token to whoever lists the machine's processes.
Result<PrivateFile> write_entrance(const ControlAddress& control);

/// The session whose run directory this is. The error: there is none, or it has ended.
Result<ControlAddress> read_control_file(const std::filesystem::path& run_dir);

/// The newest session below `runs` that goes on.
Result<ControlAddress> find_session(const std::filesystem::path& runs);

}  // namespace squall
