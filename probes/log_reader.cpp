#include "probes/log_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "harness/core/fd.h"

namespace squall {

void LineAssembler::feed(std::string_view bytes, const Visit& visit) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const bool ends = end != bytes.npos;
    const std::size_t room = kLongest - open_.size();
    const std::size_t taken = std::min(ends ? end : bytes.size(), room);
    open_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    const bool whole = ends && taken == end && !bytes.empty();
    if (whole) bytes.remove_prefix(1);
    if (!whole && (open_.size() < kLongest || bytes.empty())) continue;
    if (whole && open_.ends_with('\r')) open_.pop_back();
    visit(open_);
    open_.clear();
  }
}

void LogReader::skip(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;
  file_ = status.st_ino;
  offset_ = status.st_size;
}

bool LogReader::read(const std::string& path, const LineAssembler::Visit& visit,
                     const GoOn& go_on) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (status.st_ino != file_ || status.st_size < offset_) *this = {};
  file_ = status.st_ino;
  const std::int64_t end = std::min<std::int64_t>(status.st_size, offset_ + kMostAtOnce);
  std::vector<char> buffer(std::size_t{64} << 10);
  while (offset_ < end && go_on()) {
    const ssize_t got = ::pread(file.get(), buffer.data(), buffer.size(), offset_);
    if (got <= 0) break;
    offset_ += got;
    lines_.feed({buffer.data(), static_cast<std::size_t>(got)}, visit);
  }
  return true;
}

}  // namespace squall
