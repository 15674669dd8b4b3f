// topology.toml and flavour files.
#include <array>

#include "harness/model/http_methods.h"
#include "harness/scenario/schema.h"
#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

using T = OptionType;

constexpr auto kVariable = std::to_array<Option>({
    {.name = "name", .summary = "For {var.NAME}.", .required = true},
    {.name = "value",
     .type = T::kAny,
     .summary = "The setting, which may refer to services and the run; or else `random`."},
    {.name = "random",
     .type = T::kInteger,
     .summary = "So many random characters for each run; a secret by itself.",
     .minimum = 8,
     .maximum = 256},
    {.name = "secret",
     .type = T::kBool,
     .summary = "Masked wherever something is written.",
     .fallback = "false"},
});

constexpr auto kPrepare = std::to_array<Option>({
    {.name = "name", .summary = "Default: the program."},
    {.name = "run",
     .type = T::kStrings,
     .summary = "The command, run in the topology's folder.",
     .required = true},
    {.name = "makes",
     .type = T::kPath,
     .summary = "It is run only when this is missing.",
     .required = true},
    {.name = "programs",
     .type = T::kStrings,
     .summary = "Programs that the command calls, for `squall doctor` to look for."},
    {.name = "timeout", .type = T::kDuration, .summary = "Of the command.", .fallback = "5m"},
});

constexpr auto kWhen = std::to_array<Option>({
    {.name = "program", .summary = "Holds if this program is found.", .required = true},
    {.name = "paths",
     .type = T::kStrings,
     .summary = "Folders to look in after the PATH; one with an unset ${env:NAME} is left out."},
});

constexpr auto kFlavour = std::to_array<Option>({
    {.name = "name", .summary = "For `--set flavour=NAME`.", .required = true},
    {.name = "when",
     .type = T::kTable,
     .summary = "When it is chosen: the first that holds is; left out: always.",
     .fields = kWhen},
    {.name = "file",
     .type = T::kPath,
     .summary = "Part of a topology, merged over this one: tables by key, lists of tables by name.",
     .required = true},
    {.name = "get", .summary = "How to get the program, for `squall doctor`."},
});

constexpr auto kFile = std::to_array<Option>({
    {.name = "template", .type = T::kPath, .summary = "A file that is rendered, or else `from`."},
    {.name = "from", .type = T::kPath, .summary = "A file that is copied."},
    {.name = "to",
     .type = T::kPath,
     .summary = "Where it is put, relative to the node's folder.",
     .required = true},
});

constexpr auto kStop = std::to_array<Option>({
    {.name = "signal", .summary = "Sent to end a node: TERM, INT, …", .fallback = "TERM"},
    {.name = "timeout",
     .type = T::kDuration,
     .summary = "After this it is killed.",
     .fallback = "3s"},
});

constexpr auto kVersion = std::to_array<Option>({
    {.name = "run", .type = T::kStrings, .summary = "A command whose output is searched; or:"},
    {.name = "file", .type = T::kPath, .summary = "A file that is read."},
    {.name = "match", .summary = "A regular expression whose first group is the version; or:"},
    {.name = "json", .summary = "A JSON path to the version."},
});

constexpr auto kReadyTable = std::to_array<Option>({
    {.name = "probe", .summary = "A kind of probe.", .fallback = "http"},
    {.name = "timeout",
     .type = T::kDuration,
     .summary = "A node that is not ready by then failed to start.",
     .fallback = "30s"},
    {.name = "interval", .type = T::kDuration, .summary = "Between samples.", .fallback = "100ms"},
    {.name = "expect", .type = T::kExpect, .summary = "What an answer must look like."},
    schema::kValueOption,
});

constexpr auto kPrimaryTable = std::to_array<Option>({
    {.name = "probe", .summary = "A kind of probe.", .fallback = "http"},
    {.name = "timeout",
     .type = T::kDuration,
     .summary = "Of a sample; the nodes are asked at the same time, shortly before the fault.",
     .fallback = "200ms"},
    {.name = "expect",
     .type = T::kExpect,
     .summary = "What only the primary node answers; exactly one must."},
    schema::kValueOption,
});

constexpr std::array<std::string_view, 1> kBalancers{"haproxy"};
constexpr auto kBackends = std::to_array<Option>({
    {.name = "probe", .summary = "Who is asked.", .fallback = "haproxy", .choices = kBalancers},
    {.name = "socket",
     .type = T::kTemplate,
     .summary = "Its runtime socket (`stats socket … level admin` in its configuration).",
     .fallback = "{node.dir}/haproxy.sock"},
    {.name = "interval",
     .type = T::kDuration,
     .summary = "Between looks: so exact is its time to detect.",
     .fallback = "100ms"},
    {.name = "timeout", .type = T::kDuration, .summary = "Of one look.", .fallback = "500ms"},
});

constexpr std::array<std::string_view, 3> kEach{"once", "node", "peer"};
constexpr auto kSetup = std::to_array<Option>({
    {.name = "name", .summary = "Shown while it runs.", .required = true},
    {.name = "each",
     .summary = "How often: once, for each {node}, or for each ordered pair of {node} and {peer}.",
     .fallback = "once",
     .choices = kEach},
    {.name = "parallel",
     .type = T::kBool,
     .summary = "Call all nodes at the same time, where they do not disturb one another.",
     .fallback = "false"},
    {.name = "method", .summary = "The HTTP method.", .fallback = "GET", .choices = kHttpMethods},
    {.name = "url", .type = T::kUrl, .summary = "\"{node.url}/gpii\".", .required = true},
    {.name = "headers", .type = T::kStringMap, .summary = "Sent with the request."},
    {.name = "body", .type = T::kTemplate, .summary = "Sent as it is; or:"},
    {.name = "body_file", .type = T::kPath, .summary = "A file that is sent, unrendered; or:"},
    {.name = "form", .type = T::kStringMap, .summary = "Sent as an encoded form; or:"},
    {.name = "json_body", .type = T::kAny, .summary = "A table that is sent as JSON."},
    {.name = "expect", .type = T::kExpect, .summary = "The answer that counts as done."},
    {.name = "retry_for",
     .type = T::kDuration,
     .summary = "It is retried for this long until it is done.",
     .fallback = "0s"},
    {.name = "timeout", .type = T::kDuration, .summary = "Of one try.", .fallback = "10s"},
});

constexpr auto kServiceTable = std::to_array<Option>({
    {.name = "name",
     .summary = "For {NAME.url}, targets and reports. Taken are client, node, peer, var, program, "
                "topology, run, seed, key, value, user, iteration and n.",
     .required = true},
    {.name = "driver", .summary = "How its nodes are started.", .fallback = "process"},
    {.name = "role", .summary = "Free text for the report: \"balancer\", \"database\"."},
    {.name = "nodes",
     .type = T::kInteger,
     .summary = "How many; driver external counts its addresses.",
     .fallback = "1",
     .minimum = 1,
     .maximum = 64},
    {.name = "scheme", .summary = "Of {node.url}.", .fallback = "http"},
    {.name = "needs",
     .type = T::kStrings,
     .summary = "Services that must be ready and set up before this one is started."},
    {.name = "ready",
     .type = T::kTable,
     .summary = "The probe that tells when a node is up.",
     .fields = kReadyTable},
    {.name = "primary",
     .type = T::kTable,
     .summary = "The probe that tells which of its nodes is in use, for targets [primary].",
     .fields = kPrimaryTable},
    {.name = "backends",
     .type = T::kTable,
     .summary =
         "Of a load balancer: how it sees the servers behind it is recorded, and with it when "
         "it noticed a fault. Their addresses tell which nodes they are.",
     .fields = kBackends},
    {.name = "setup",
     .type = T::kTableList,
     .summary = "HTTP calls made once its nodes are ready, in order.",
     .fields = kSetup},
});

constexpr auto kDriverOptions = std::to_array<Option>({
    {.name = "command",
     .type = T::kTemplates,
     .summary = "The argument list that starts a node; there is no shell."},
    {.name = "program", .summary = "What `squall doctor` looks for; default: command[0]."},
    {.name = "cwd",
     .type = T::kTemplate,
     .summary = "Where it runs, relative to the topology's folder; default: {node.dir}."},
    {.name = "env", .type = T::kStringMap, .summary = "Added to the harness's environment."},
    {.name = "ports",
     .type = T::kAny,
     .summary = "Names of ports that are asked for; or fixed ones, { http = 5984 }, "
                "{ http = [5984, 5985] }; default: [\"http\"]."},
    {.name = "shared_ports",
     .type = T::kStrings,
     .summary = "Names of further ports that have one number for all nodes, each at an address of "
                "its own (127.0.0.1, 127.0.0.2, …): for members of a cluster that look for one "
                "another at one port. See {SERVICE[1].host.NAME}."},
    {.name = "files",
     .type = T::kTableList,
     .summary = "Put into a node's folder before it starts.",
     .fields = kFile},
    {.name = "data",
     .type = T::kPath,
     .summary = "The folder that holds the nodes' folders; default: work/ in the run directory."},
    {.name = "stop", .type = T::kTable, .summary = "How a node is ended.", .fields = kStop},
    {.name = "version",
     .type = T::kTable,
     .summary = "How the version in the report is found out.",
     .fields = kVersion},
    {.name = "addresses",
     .type = T::kStrings,
     .summary =
         "URLs, one for each node; hosts besides this machine must stand in [safety] allow."},
});

constexpr std::array<std::string_view, 3> kProxies{"auto", "never", "always"};
constexpr auto kLink = std::to_array<Option>({
    {.name = "name", .summary = "Default: \"from->to\"."},
    {.name = "from", .summary = "`client`, which is the load, or a service.", .required = true},
    {.name = "to", .summary = "A service.", .required = true},
    {.name = "port", .summary = "Which of its ports; default: the first."},
    {.name = "proxy",
     .summary = "Whether it runs through a fault proxy; auto: when a fault can target it.",
     .fallback = "auto",
     .choices = kProxies},
});

constexpr auto kTopologySafety = std::to_array<Option>({
    {.name = "allow",
     .type = T::kStrings,
     .summary = "Hosts besides this machine that may be dialled: \"http://10.0.0.5:8080\" or "
                "\"10.0.0.5:8080\", or \"10.0.0.5\" for all of its ports. There are no patterns."},
});

constexpr auto kResolved = std::to_array<Option>({
    {.name = "file", .summary = "The topology file that this one was made from.", .required = true},
    {.name = "flavour", .summary = "The flavour that is already merged in."},
});

}  // namespace

constinit const std::span<const Option> schema::kService = kServiceTable;
constinit const std::span<const Option> schema::kReady = kReadyTable;
constinit const std::span<const Option> schema::kPrimary = kPrimaryTable;

std::span<const Option> driver_schema() { return kDriverOptions; }

std::span<const Option> topology_schema() {
  static const auto kTopology = std::to_array<Option>({
      {.name = "schema",
       .type = T::kInteger,
       .summary = "The version of the file format: 1.",
       .required = true,
       .minimum = 1,
       .maximum = 1},
      {.name = "name", .summary = "A short name.", .required = true},
      {.name = "title", .summary = "One line for people."},
      {.name = "extends",
       .type = T::kStrings,
       .summary = "Topologies beside this one that it is merged over; its flavour goes over all."},
      {.name = "variable",
       .type = T::kTableList,
       .summary = "Settings, for {var.NAME} and `--set variable.NAME.value=…`.",
       .fields = kVariable},
      {.name = "prepare",
       .type = T::kTableList,
       .summary = "Commands that make what the topology needs.",
       .fields = kPrepare},
      {.name = "flavour",
       .type = T::kTableList,
       .summary = "Ways to build part of it, chosen by what the machine has.",
       .fields = kFlavour},
      {.name = "service",
       .type = T::kTableList,
       .summary = "What is started, or already runs.",
       .required = true,
       .fields = kServiceTable},
      {.name = "link", .type = T::kTableList, .summary = "Who depends on whom.", .fields = kLink},
      {.name = "session",
       .type = T::kPath,
       .summary = "The scenario file whose loads, client policy and gates a manual session of this "
                  "topology has (`squall session`)."},
      {.name = "safety",
       .type = T::kTable,
       .summary = "What may be touched.",
       .fields = kTopologySafety},
      {.name = "workload",
       .type = T::kTableList,
       .summary = "What an iteration does.",
       .fields = workload_schema()},
      {.name = "list",
       .type = T::kTableList,
       .summary = "Named lists of keys.",
       .fields = list_schema()},
      {.name = "resolved",
       .type = T::kTable,
       .summary = "Written by squall into the topology.toml of a run directory.",
       .fields = kResolved},
  });
  return kTopology;
}

}  // namespace squall
