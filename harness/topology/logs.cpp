#include "harness/topology/logs.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "harness/core/text.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kHead_bytes = std::uintmax_t{1} << 20;
constexpr std::uintmax_t kTail_bytes = std::uintmax_t{4} << 20;
constexpr std::uintmax_t kErrorTail_bytes = 64 << 10;
constexpr std::size_t kLongestLine_bytes = 500;

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

void trim_logs(const fs::path& folder, const SecretMask& mask) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".log") trim_log(entry.path(), mask);
  }
}

}  // namespace squall
