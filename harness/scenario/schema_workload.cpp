// [[workload]] and [[list]], wherever they stand.
#include <array>

#include "harness/model/http_methods.h"
#include "harness/scenario/schema.h"
#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

using T = OptionType;

constexpr std::array<std::string_view, 2> kEffects{"read", "write"};
constexpr std::array<std::string_view, 3> kLedgerUses{"write", "delete", "read"};
constexpr std::array<std::string_view, 2> kKeeps{"iteration", "user"};
constexpr auto kCapture = std::to_array<Option>({
    {.name = "json", .summary = "A JSON path; or:"},
    {.name = "header", .summary = "The name of a header; or:"},
    {.name = "cookie", .summary = "The name of a cookie that the answer sets; or:"},
    {.name = "regex", .summary = "A regular expression with one group, searched in the body."},
    {.name = "secret", .type = T::kBool, .summary = "Masked everywhere.", .fallback = "false"},
    {.name = "optional",
     .type = T::kBool,
     .summary = "An answer without it is no mistake; the value is then empty.",
     .fallback = "false"},
    {.name = "keep",
     .summary = "user: it outlives the iteration, so that every later request of the virtual user "
                "can carry it; every step may name it, and where an answer lacks an optional one, "
                "the last value stays.",
     .fallback = "iteration",
     .choices = kKeeps},
});

constexpr auto kLedgerValue = std::to_array<Option>({
    {.name = "json", .summary = "A JSON path.", .required = true},
});

constexpr auto kCondition = std::to_array<Option>({
    {.name = "done", .summary = "An earlier step that this iteration has done."},
    {.name = "status",
     .type = T::kAny,
     .summary = "Of the last answer: 404, [200, 404], \"2xx\" or \"200-204\"."},
    {.name = "capture", .summary = "A captured value, which:"},
    {.name = "equals", .summary = "is this;"},
    {.name = "regex", .summary = "holds a match of this regular expression;"},
    {.name = "empty", .type = T::kBool, .summary = "is empty (or, with false, is not)."},
    {.name = "share",
     .type = T::kNumber,
     .summary = "The share of iterations, 0 to 1, drawn from the seed.",
     .maximum = 1},
});

constexpr auto kCall = std::to_array<Option>({
    {.name = "name", .summary = "Unique in its workload.", .required = true},
    {.name = "method", .summary = "The HTTP method.", .fallback = "GET", .choices = kHttpMethods},
    {.name = "url",
     .type = T::kUrl,
     .summary = "\"{flowmanager.url}/{key|url}/settings\".",
     .required = true},
    {.name = "headers",
     .type = T::kStringMap,
     .summary =
         "Sent with the request. One that is nothing but an optional or kept capture is left "
         "out while that is empty."},
    {.name = "body",
     .type = T::kTemplate,
     .summary = "Sent as it is; or `body_file`, `form`, or `json_body`."},
    {.name = "body_file",
     .type = T::kPath,
     .summary = "A text file that holds the body, relative to the file that names it."},
    {.name = "form", .type = T::kStringMap, .summary = "Sent as an encoded form."},
    {.name = "json_body", .type = T::kAny, .summary = "A table that is sent as JSON."},
    {.name = "effect",
     .summary = "write: a failed attempt may have taken effect; default: by the method.",
     .choices = kEffects},
    {.name = "idempotent",
     .type = T::kBool,
     .summary = "Whether it may be sent twice; default: reads, PUT and DELETE."},
    {.name = "expect", .type = T::kExpect, .summary = "The answer that counts as ok."},
    {.name = "rejected",
     .type = T::kExpect,
     .summary = "Writes: an answer that proves that nothing was done."},
    {.name = "capture",
     .type = T::kTable,
     .summary = "Values for later steps: { token = { json = \"$.token\", secret = true } }; see "
                "below."},
    {.name = "think", .type = T::kDuration, .summary = "Pause before it.", .fallback = "0s"},
    {.name = "deadline", .type = T::kDuration, .summary = "Instead of the client policy's."},
    {.name = "attempt_timeout", .type = T::kDuration, .summary = "Instead of the client policy's."},
});

constexpr auto kOfIterations = std::to_array<Option>({
    {.name = "ledger",
     .summary = "write: records {key} and {value} as acknowledged; delete: that {key} has no value "
                "any more; read: is compared with them.",
     .choices = kLedgerUses},
    {.name = "ledger_value",
     .type = T::kTable,
     .summary = "Of ledger = \"read\": where the value stands, { json = \"$.x\" }.",
     .fields = kLedgerValue},
    {.name = "absent",
     .type = T::kExpect,
     .summary = "Of ledger = \"read\": an answer that says that the key has no value, { status = "
                "404 }."},
    {.name = "weight",
     .type = T::kNumber,
     .summary = "Neighbours with a weight are alternatives: an iteration does one of them, drawn "
                "from the seed.",
     .maximum = 1e6},
    {.name = "choice", .summary = "Tells apart two choices that stand next to each other."},
    {.name = "when",
     .type = T::kTable,
     .summary = "It is done only if this holds: { status = 404 }, { capture = \"token\", empty = "
                "true }, { done = \"search\" }, { share = 0.1 }.",
     .fields = kCondition},
    {.name = "repeat",
     .type = T::kInteger,
     .summary = "How often it is done, each time as an operation of its own.",
     .fallback = "1",
     .minimum = 1,
     .maximum = 1000},
    {.name = "until",
     .type = T::kTable,
     .summary = "It is repeated only until this holds, as in polling.",
     .fields = kCondition},
});

constexpr std::array<std::string_view, 2> kEachOfSetup{"user", "once"};
constexpr auto kOfSetup = std::to_array<Option>({
    {.name = "each",
     .summary = "user: for each virtual user, before its first iteration (tear-down: after its "
                "last); once: for the load, before it begins (or after its end).",
     .fallback = "user",
     .choices = kEachOfSetup},
});

constexpr auto kStep = schema::joined(kCall, kOfIterations);
constexpr auto kSetupStep = schema::joined(kCall, kOfSetup);

constexpr std::array<std::string_view, 3> kCookies{"none", "user", "iteration"};
constexpr auto kWorkload = std::to_array<Option>({
    {.name = "name", .summary = "What [[load]] calls it.", .required = true},
    {.name = "title", .summary = "One line for people."},
    {.name = "each_node",
     .summary =
         "A service. The workload is for the `read_back` of a checker, which does it at each "
         "node of the service by itself: {node.url}, {node.host}, {node.port}."},
    {.name = "cookies",
     .summary = "user: each virtual user keeps the cookies that it is sent, and sends them again, "
                "as a browser does; iteration: it begins each iteration without any.",
     .fallback = "none",
     .choices = kCookies},
    {.name = "setup",
     .type = T::kTableList,
     .summary =
         "Requests before the iterations, as a log-in; they count in no metric. If one fails, "
         "the user's iteration is dropped, or (each = \"once\") nothing starts.",
     .fields = kSetupStep},
    {.name = "step",
     .type = T::kTableList,
     .summary = "The operations of an iteration, in order.",
     .required = true,
     .fields = kStep},
    {.name = "teardown",
     .type = T::kTableList,
     .summary = "Requests at the end of the load, as a log-out; they count in no metric, and are "
                "left out when the run is cut short.",
     .fields = kSetupStep},
});

constexpr auto kList = std::to_array<Option>({
    {.name = "name", .summary = "What `keys` calls it.", .required = true},
    {.name = "values", .type = T::kStrings, .summary = "The keys themselves; or else `file`."},
    {.name = "file",
     .type = T::kPath,
     .summary = "A text file with one key a line, relative to the file that names it."},
});

constexpr auto kWorkloadFile = std::to_array<Option>({
    {.name = "workload",
     .type = T::kTableList,
     .summary = "What an iteration does.",
     .fields = kWorkload},
    {.name = "list", .type = T::kTableList, .summary = "Named lists of keys.", .fields = kList},
});

}  // namespace

std::span<const Option> capture_schema() { return kCapture; }
std::span<const Option> workload_schema() { return kWorkload; }
std::span<const Option> list_schema() { return kList; }
std::span<const Option> workload_file_schema() { return kWorkloadFile; }

}  // namespace squall
