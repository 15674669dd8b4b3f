// Each node is a process of this machine: started by the reaper, in a folder of its own, on ports
// that were asked for.
#pragma once

#include <array>
#include <memory>

#include "harness/model/kind.h"
#include "harness/topology/drivers/driver.h"

namespace squall::process {

inline constexpr std::array<Option, 10> kOptions{{
    {.name = "command",
     .type = OptionType::kTemplates,
     .summary = "The argument list that starts a node; no shell.",
     .required = true},
    {.name = "program",
     .summary = "The program that `squall doctor` looks for.",
     .fallback = "command[0]"},
    {.name = "cwd",
     .type = OptionType::kTemplate,
     .summary = "Where it runs, relative to the topology's folder.",
     .fallback = "{node.dir}"},
    {.name = "env",
     .type = OptionType::kStringMap,
     .summary = "Added to the harness's own environment."},
    {.name = "ports",
     .type = OptionType::kAny,
     .summary = "Names of ports that are asked for, or { name = number } for fixed ones.",
     .fallback = "[\"http\"]"},
    {.name = "shared_ports",
     .type = OptionType::kStrings,
     .summary = "Names of ports with one number for all nodes, each at an address of its own."},
    {.name = "files",
     .type = OptionType::kTableList,
     .summary = "Put into the node's folder: { template, to } rendered, { from, to } copied."},
    {.name = "data",
     .type = OptionType::kPath,
     .summary = "The folder that holds the nodes' folders.",
     .fallback = "<run>/work"},
    {.name = "stop",
     .type = OptionType::kTable,
     .summary = "{ signal, timeout }: how a node is asked to end before it is killed.",
     .fallback = "{ signal = \"TERM\", timeout = \"3s\" }"},
    {.name = "version",
     .type = OptionType::kTable,
     .summary = "{ run, match } or { file, json }: the version for the report."},
}};

std::unique_ptr<Driver> make(DriverContext context);

}  // namespace squall::process
