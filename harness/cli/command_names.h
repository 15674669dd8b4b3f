// The names that a command line can hold, from its own tables.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace squall {

/// The commands below `app`, but for hidden ones.
std::vector<std::string> command_names(const CLI::App& app);

/// "--repeat", of `app` alone.
std::vector<std::string> option_names(const CLI::App& app);

}  // namespace squall
