#include "harness/session/control_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "harness/core/fd.h"
#include "harness/core/file.h"
#include "harness/core/proc.h"

namespace squall {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* kName = "control.json";

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t number_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

Result<PrivateFile> PrivateFile::write(fs::path path, const std::string& text) {
  const fs::path fresh = path.string() + ".new";
  const Fd file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  const bool written =
      file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0;
  if (!written) {
    const std::string why = std::strerror(errno);
    if (file) ::unlink(fresh.c_str());
    return fail(fmt::format("cannot write {}: {}", path.string(), why));
  }
  return PrivateFile(std::move(path));
}

PrivateFile::PrivateFile(PrivateFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}

PrivateFile::~PrivateFile() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove(path_, ignored);
}

Result<PrivateFile> write_control_file(const ControlAddress& control) {
  const auto self = process_info(control.pid);
  const json::object object{{"address", control.address},
                            {"token", control.token},
                            {"pid", control.pid},
                            {"start_ticks", self ? self->start_ticks : std::uint64_t{0}},
                            {"run_dir", control.run_dir.string()}};
  return PrivateFile::write(control.run_dir / kName, json::serialize(object) + "\n");
}

Result<PrivateFile> write_entrance(const ControlAddress& control) {
  const std::string page = fmt::format(
      "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
      "<title>Squall</title><meta http-equiv=\"refresh\" content=\"0; url={0}/#{1}\">"
      "<p><a href=\"{0}/#{1}\">The live page</a></p>\n",
      control.address, control.token);
  return PrivateFile::write(control.run_dir / "open.html", page);
}

Result<ControlAddress> read_control_file(const fs::path& run_dir) {
  const fs::path path = run_dir / kName;
  std::error_code missing;
  if (!fs::exists(path, missing)) {
    return fail(fmt::format("no session goes on in {}", run_dir.string()));
  }
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  json::error_code error;
  const json::value value = json::parse(*text, error);
  if (error || !value.is_object()) return fail(fmt::format("{} cannot be read", path.string()));
  const json::object& object = value.get_object();
  const ControlAddress control{text_in(object, "address"), text_in(object, "token"),
                               number_in(object, "pid"), text_in(object, "run_dir")};
  // Another process may have its number by now.
  const auto since = static_cast<std::uint64_t>(number_in(object, "start_ticks"));
  if (!is_alive(ProcessIdentity{control.pid, since})) {
    return fail(fmt::format("the session in {} was killed", run_dir.string()));
  }
  return control;
}

Result<ControlAddress> find_session(const fs::path& runs) {
  std::optional<ControlAddress> newest;
  fs::file_time_type newest_time{};
  std::error_code error;
  for (fs::directory_iterator it(runs, error), end; !error && it != end; it.increment(error)) {
    std::error_code none;
    if (it->is_symlink(none) || !fs::exists(it->path() / kName, none)) continue;
    const auto time = fs::last_write_time(it->path() / kName, none);
    auto control = read_control_file(it->path());
    if (!control || (newest && time <= newest_time)) continue;
    newest = std::move(*control);
    newest_time = time;
  }
  if (newest) return *newest;
  return fail(
      fmt::format("no session goes on in {}: begin one with `squall session`, or name its "
                  "run directory with --session",
                  runs.string()));
}

}  // namespace squall
