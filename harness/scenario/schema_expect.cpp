// `expect`, and the tests that may stand in its tables.
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
     .summary = "Places of a JSON body and what stands there: { \"$.isReady\" = true }, or a test "
                "(below): { \"$.id\" = { exists = true } }."},
    {.name = "body", .type = T::kTemplates, .summary = "Text that the body must contain."},
    {.name = "regex", .summary = "A regular expression (ECMAScript) searched in the body."},
    {.name = "header",
     .type = T::kAny,
     .summary = "Headers and a regular expression for the value of each, or a test (below): "
                "{ Content-Type = \"^text/\", X-Server = { equals = \"{server}\" } }."},
    {.name = "length",
     .type = T::kAny,
     .summary = "Bytes of the body: 300, or { min = 1, max = 65536 }."},
    {.name = "sha256", .summary = "Of the body, as `sha256sum` prints it."},
});

constexpr auto kJsonTest = std::to_array<Option>({
    {.name = "exists",
     .type = T::kBool,
     .summary = "false: there must be nothing.",
     .fallback = "true"},
    {.name = "equals",
     .type = T::kAny,
     .summary = "The value; a table as well, whose keys would else read as a test."},
    {.name = "in", .type = T::kAny, .summary = "A list of values: it must be one of them."},
    {.name = "min", .type = T::kNumber, .summary = "A number at least this.", .minimum = -1e18},
    {.name = "max", .type = T::kNumber, .summary = "A number at most this.", .minimum = -1e18},
    {.name = "regex", .summary = "A regular expression searched in a string (or in the JSON)."},
});

constexpr auto kHeaderTest = std::to_array<Option>({
    {.name = "exists",
     .type = T::kBool,
     .summary = "false: there must be no such header.",
     .fallback = "true"},
    {.name = "equals", .type = T::kTemplate, .summary = "The value."},
    {.name = "regex", .summary = "A regular expression searched in the value."},
});

constexpr auto kLengthTest = std::to_array<Option>({
    {.name = "min", .type = T::kInteger, .summary = "At least so many bytes.", .fallback = "0"},
    {.name = "max", .type = T::kInteger, .summary = "At most so many bytes."},
});

}  // namespace

std::span<const Option> expect_schema() { return kExpect; }
std::span<const Option> json_test_schema() { return kJsonTest; }
std::span<const Option> header_test_schema() { return kHeaderTest; }
std::span<const Option> length_test_schema() { return kLengthTest; }

}  // namespace squall
