#include "harness/topology/logs.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <unordered_set>

#include "harness/core/text.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kHead_bytes = std::uintmax_t{1} << 20;
constexpr std::uintmax_t kTail_bytes = std::uintmax_t{4} << 20;
constexpr std::uintmax_t kErrorTail_bytes = 64 << 10;
constexpr std::size_t kLongestLine_bytes = 500;

// Around a fault.
constexpr std::uintmax_t kBefore_bytes = 256 << 10, kDuring_bytes = 1 << 20,
                         kAfter_bytes = 64 << 10;
constexpr std::uintmax_t kLastLine_bytes = 4 << 10;  // For the end of a line that begins in time.
constexpr std::size_t kDuring_lines = 10, kAfter_lines = 5;
constexpr std::size_t kAroundLine_bytes = 300;
constexpr std::size_t kAlike_letters = 40;

std::string read_range(const fs::path& file, std::uintmax_t from, std::uintmax_t bytes) {
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(from));
  std::string text(bytes, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(bytes));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
  return text;
}

// Start and end of the file, cut at line ends so that no secret is cut in half.
std::string capped(const fs::path& file, std::uintmax_t size) {
  if (size <= kHead_bytes + kTail_bytes) return read_range(file, 0, size);
  std::string head = read_range(file, 0, kHead_bytes);
  std::string tail = read_range(file, size - kTail_bytes, kTail_bytes);
  if (const auto end = head.rfind('\n'); end != head.npos) head.resize(end + 1);
  if (const auto start = tail.find('\n'); start != tail.npos) tail.erase(0, start + 1);
  const std::uintmax_t left_out = size - head.size() - tail.size();
  return fmt::format("{}\n[squall: {} bytes are left out here]\n\n{}", head, left_out, tail);
}

void trim_log(const fs::path& file, const SecretMask& mask) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) return;
  const std::string text = capped(file, size);
  const std::string masked = mask.mask(text);
  if (text.size() == size && masked == text) return;
  const fs::path fresh = file.string() + ".new";
  std::ofstream stream(fresh, std::ios::binary);
  stream << masked;
  stream.close();
  if (stream) {
    fs::rename(fresh, file, error);
    return;
  }
  // No room for a second copy: rather no log than one that holds a secret.
  fs::remove(fresh, error);
  if (masked != text) fs::resize_file(file, 0, error);
}

// The lines that begin within [from, until), without an unfinished one at the end.
std::string lines_within(const fs::path& file, std::uintmax_t from, std::uintmax_t until) {
  if (from >= until) return "";
  const std::uintmax_t start = from == 0 ? 0 : from - 1;
  std::string text = read_range(file, start, until - start + kLastLine_bytes);
  const auto end = text.find('\n', until - 1 - start);
  text.resize((end == text.npos ? text.rfind('\n') : end) + 1);
  if (from > 0) text.erase(0, text.find('\n') + 1);
  return text;
}

/// Knows the lines that it was shown, by what they have in common with their like.
class KnownLines {
 public:
  explicit KnownLines(const std::string& text) {
    for (const std::string& line : split(text, '\n')) known_.insert(letters(line));
  }

  /// The lines of `text` that are not known, at most so many; then they are.
  std::vector<std::string> fresh(const std::string& text, std::size_t most) {
    std::vector<std::string> lines;
    for (const std::string& line : split(text, '\n')) {
      if (lines.size() == most) break;
      if (known_.insert(letters(line)).second) lines.push_back(clean_utf8(line, kAroundLine_bytes));
    }
    return lines;
  }

 private:
  static std::string letters(const std::string& line) {
    std::string letters;
    for (const char c : line) {
      // Of other alphabets every byte counts as one.
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0) letters += c;
      if (letters.size() == kAlike_letters) break;
    }
    return letters;
  }

  std::unordered_set<std::string> known_{""};  // A line without a letter says nothing.
};

std::uintmax_t size_of(const std::vector<std::string>& lines) {
  std::uintmax_t size = 0;
  for (const std::string& line : lines) size += line.size() + 1;
  return size;
}

}  // namespace

std::vector<std::string> log_tail(const fs::path& file, std::size_t lines) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) return {};
  const std::uintmax_t bytes = std::min(size, kErrorTail_bytes);
  std::vector<std::string> tail;
  for (const std::string& line : split(read_range(file, size - bytes, bytes), '\n')) {
    if (!trim(line).empty()) tail.push_back(clean_utf8(line, kLongestLine_bytes));
  }
  if (tail.size() > lines)
    tail.erase(tail.begin(), tail.end() - static_cast<std::ptrdiff_t>(lines));
  return tail;
}

LogAround log_around(const fs::path& file, std::uintmax_t from, std::uintmax_t until,
                     const SecretMask& mask) {
  const auto read = [&](std::uintmax_t start, std::uintmax_t end) {
    return mask.mask(lines_within(file, start, end));
  };
  LogAround around;
  KnownLines known(read(from - std::min(from, kBefore_bytes), from));
  around.during = known.fresh(read(from, std::min(until, from + kDuring_bytes)), kDuring_lines);
  around.after = known.fresh(read(until, until + kAfter_bytes), kAfter_lines);
  around.other_bytes = until - from - std::min(until - from, size_of(around.during));
  return around;
}

void trim_logs(const fs::path& folder, const SecretMask& mask) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".log") trim_log(entry.path(), mask);
  }
}

}  // namespace squall
