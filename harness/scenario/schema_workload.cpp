// [[workload]] and [[list]], wherever they stand, and `expect`.
#include <array>

#include "harness/scenario/schema.h"

namespace squall {
namespace {

using T = OptionType;

constexpr auto kExpect = std::to_array<Option>({
    {.name = "status",
     .type = T::kAny,
     .summary = "200, [200, 404], \"2xx\" or \"200-204\".",
     .fallback = "2xx"},
    {.name = "json",
     .type = T::kAny,
     .summary = "Places of a JSON body and what stands there: { \"$.isReady\" = true }, or "
                "{ \"$.id\" = { exists = true } }."},
    {.name = "body", .type = T::kTemplates, .summary = "Text that the body must contain."},
    {.name = "regex", .summary = "A regular expression (ECMAScript) searched in the body."},
    {.name = "header",
     .type = T::kStringMap,
     .summary = "Headers and a regular expression for the value of each."},
});

constexpr auto kCapture = std::to_array<Option>({
    {.name = "json", .summary = "A JSON path; or:"},
    {.name = "header", .summary = "The name of a header; or:"},
    {.name = "regex", .summary = "A regular expression with one group."},
    {.name = "secret", .type = T::kBool, .summary = "Masked everywhere.", .fallback = "false"},
});

constexpr auto kLedgerValue = std::to_array<Option>({
    {.name = "json", .summary = "A JSON path.", .required = true},
});

constexpr std::array<std::string_view, 7> kMethods{"GET",    "HEAD",  "PUT",    "POST",
                                                   "DELETE", "PATCH", "OPTIONS"};
constexpr std::array<std::string_view, 2> kEffects{"read", "write"};
constexpr std::array<std::string_view, 2> kLedgerUses{"write", "read"};
constexpr auto kStep = std::to_array<Option>({
    {.name = "name", .summary = "Unique in its workload.", .required = true},
    {.name = "method", .summary = "The HTTP method.", .fallback = "GET", .choices = kMethods},
    {.name = "url",
     .type = T::kTemplate,
     .summary = "\"{flowmanager.url}/{key|url}/settings\".",
     .required = true},
    {.name = "headers", .type = T::kStringMap, .summary = "Sent with the request."},
    {.name = "body", .type = T::kTemplate, .summary = "Sent as it is; or `form`, or `json_body`."},
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
     .summary = "Values for later steps: { token = { json = \"$.token\", secret = true } }; json, "
                "header or regex."},
    {.name = "think", .type = T::kDuration, .summary = "Pause before it.", .fallback = "0s"},
    {.name = "deadline", .type = T::kDuration, .summary = "Instead of the client policy's."},
    {.name = "attempt_timeout", .type = T::kDuration, .summary = "Instead of the client policy's."},
    {.name = "ledger",
     .summary = "write: records {key} and {value} as acknowledged; read: is compared with them.",
     .choices = kLedgerUses},
    {.name = "ledger_value",
     .type = T::kTable,
     .summary = "Of ledger = \"read\": where the value stands, { json = \"$.x\" }.",
     .fields = kLedgerValue},
});

constexpr auto kWorkload = std::to_array<Option>({
    {.name = "name", .summary = "What [[load]] calls it.", .required = true},
    {.name = "title", .summary = "One line for people."},
    {.name = "step",
     .type = T::kTableList,
     .summary = "The operations of an iteration, in order.",
     .required = true,
     .fields = kStep},
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

std::span<const Option> expect_schema() { return kExpect; }
std::span<const Option> capture_schema() { return kCapture; }
std::span<const Option> workload_schema() { return kWorkload; }
std::span<const Option> list_schema() { return kList; }
std::span<const Option> workload_file_schema() { return kWorkloadFile; }

}  // namespace squall
