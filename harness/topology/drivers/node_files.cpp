#include "harness/topology/drivers/node_files.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "harness/core/file.h"

namespace squall::process {
namespace {

namespace fs = std::filesystem;

Result<void> render_to(const Placement& placement, const Node& node, const fs::path& from,
                       const fs::path& to) {
  const auto text = read_file(from);
  if (!text) return tl::unexpected(text.error());
  const auto rendered = render_file(placement, {node.service.name, &node}, *text);
  if (!rendered) return fail(fmt::format("{}: {}", from.string(), rendered.error().message));
  std::ofstream stream(to, std::ios::binary | std::ios::trunc);
  stream << *rendered;
  if (!stream.flush()) return fail(fmt::format("{}: {}", to.string(), std::strerror(errno)));
  return {};
}

}  // namespace

Result<void> make_node_files(const Placement& placement, const Node& node) {
  std::error_code error;
  fs::create_directories(node.dir, error);
  if (error) return fail(fmt::format("the folder {}: {}", node.dir.string(), error.message()));
  for (const ServiceFile& file : node.service.files) {
    const fs::path from = fs::absolute(placement.topology.directory() / file.from);
    const fs::path to = node.dir / file.to;
    fs::create_directories(to.parent_path(), error);
    if (error) return fail(fmt::format("{}: {}", to.string(), error.message()));
    if (file.render) {
      if (auto done = render_to(placement, node, from, to); !done) return done;
      continue;
    }
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
    if (error) return fail(fmt::format("{} cannot be copied: {}", from.string(), error.message()));
  }
  return {};
}

}  // namespace squall::process
