// A system under test as data: services, their nodes, and the links between them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/expect.h"
#include "harness/model/probe.h"
#include "harness/model/workload.h"

namespace squall {

struct Variable {
  std::string name;
  std::string value;
  int random_length = 0;  ///< > 0: the value is drawn for each run, and secret.
  bool secret = false;
};

/// A command that makes what the topology needs, run only when `makes` is missing.
struct Prepare {
  std::string name;
  std::vector<std::string> run;
  std::string makes;  ///< Path, relative to the topology's folder.
  Nanoseconds timeout = std::chrono::minutes(5);
  std::vector<std::string> programs;  ///< That `run` calls, besides its own.
};

/// One way to build part of the topology; the first whose condition holds is merged in.
struct Flavour {
  std::string name;
  std::string program;             ///< Empty: always holds.
  std::vector<std::string> paths;  ///< Folders to look in after PATH.
  std::string file;
  std::string get;  ///< How to get the program: one line for `squall doctor`.
};

/// Where a program was found, for {program.NAME}.
struct FoundProgram {
  std::string name;
  std::string path;
};

struct ServiceFile {
  std::string from;  ///< Relative to the topology's folder.
  std::string to;    ///< Relative to the node's folder.
  bool render = true;
};

struct Port {
  std::string name = "http";
  std::vector<std::uint16_t> fixed;  ///< One for each node; empty: asked for.
  bool shared = false;  ///< One number for all nodes, each at a loopback address of its own.
};

struct StopSpec {
  std::string signal = "TERM";
  Nanoseconds timeout = std::chrono::seconds(3);  ///< Then SIGKILL.
};

/// How the version that stands in the report is found out.
struct VersionSpec {
  std::vector<std::string> run;  ///< Its output is searched …
  std::string file;              ///< … or this file is read,
  std::string match;             ///< … by this regex's first group
  std::string json;              ///< … or this JSON path.
};

struct SetupCall {
  enum class Each { kOnce, kNode, kPeer };

  std::string name;
  Each each = Each::kOnce;
  bool parallel = false;  ///< The nodes are called at the same time, a node's own calls in order.
  std::string method = "GET";
  Template url;
  StringMap headers;
  Template body;
  std::string body_file;  ///< Relative to the topology's folder; sent as it is.
  Expect expect;
  Nanoseconds retry_for{};  ///< Retried until met, for this long; 0: once.
  Nanoseconds timeout = std::chrono::seconds(10);
};

struct ReadySpec {
  ProbeSpec probe;
  Nanoseconds timeout = std::chrono::seconds(30);  ///< For all of it.
};

/// How a load balancer's own view of the servers behind it is asked for.
struct BackendsSpec {
  std::string kind;  ///< "haproxy"
  Template socket;
  Nanoseconds interval = std::chrono::milliseconds(100);
  Nanoseconds timeout = std::chrono::milliseconds(500);  ///< Of one look.
};

struct Service {
  std::string name;
  std::string driver = "process";
  std::string role;  ///< Free text for the report: "balancer", "database".
  int nodes = 1;
  std::string scheme = "http";
  std::vector<std::string> needs;

  // process
  std::vector<Template> command;
  std::string program;  ///< What doctor looks for; default command[0].
  Template cwd;         ///< Default: the node's folder.
  StringMap env;
  std::vector<Port> ports;
  std::vector<ServiceFile> files;
  std::string data;  ///< Folder that holds the nodes' folders; default: <run>/work.
  StopSpec stop;
  std::optional<ReadySpec> ready;
  std::vector<SetupCall> setup;
  std::optional<VersionSpec> version;
  std::optional<ProbeSpec> primary;      ///< Met by one node: the one in use, [primary].
  std::optional<BackendsSpec> backends;  ///< Of a load balancer: its view is recorded.

  // external
  std::vector<std::string> addresses;  ///< URLs, one for each node.
};

struct Link {
  enum class Proxy { kAuto, kNever, kAlways };

  std::string name;  ///< "client->flowmanager"
  std::string from;  ///< "client" or a service.
  std::string to;
  Proxy proxy = Proxy::kAuto;
  std::string port;  ///< Of `to`; empty: its first.
};

struct Topology {
  std::string name;
  std::string title;
  std::filesystem::path file;
  std::vector<Variable> variables;
  std::vector<Prepare> prepare;
  std::vector<Flavour> flavours;
  std::string flavour;  ///< The chosen one; empty where there are none.
  std::vector<FoundProgram> programs;
  std::vector<Service> services;
  std::vector<Link> links;
  std::vector<Workload> workloads;
  std::vector<KeyList> lists;
  std::vector<std::string> allowed_hosts;

  std::filesystem::path directory() const { return file.parent_path(); }
  const Service* find_service(std::string_view service_name) const;
  const Link* find_link(std::string_view from, std::string_view to) const;
  const Workload* find_workload(std::string_view workload_name) const;
};

/// "couchdb[1]"; a service of one node has no index.
std::string node_name(const Service& service, int index);

}  // namespace squall
