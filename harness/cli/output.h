// A file, or standard output, that a command writes much to.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "harness/core/error.h"
#include "harness/core/fd.h"

namespace squall {

class Output {
 public:
  /// Writes over a file that is there; empty: standard output, which ends the program as others do
  /// where its reader has gone (`| head`). With a named pipe that is an error of write().
  static Result<Output> open(const std::filesystem::path& path);

  Result<void> write(const char* data, std::size_t size);

 private:
  Output(std::string name, Fd file) : name_(std::move(name)), file_(std::move(file)) {}
  int descriptor() const { return file_ ? file_.get() : 1; }
  tl::unexpected<Error> failure() const;

  std::string name_;
  Fd file_;
};

}  // namespace squall
