// Documents: merging keeps places, and what is written down reads as the same.
#include "harness/scenario/merge.h"

#include <catch2/catch.hpp>

#include "harness/scenario/document.h"

namespace squall {
namespace {

TomlNode toml_of(std::string_view text, const std::string& file = "a.toml") {
  auto node = parse_toml(text, file);
  if (!node) FAIL(to_string(node.error()));
  return *node;
}

std::string merged(std::string_view base, std::string_view over) {
  TomlNode node = toml_of(base);
  merge(node, toml_of(over, "b.toml"));
  return to_toml(node);
}

TEST_CASE("tables merge key by key, lists of named tables by name, the rest is replaced") {
  CHECK(merged("a = 1\nb = 2\n", "b = 3\nc = 4\n") == "a = 1\nb = 3\nc = 4\n");
  CHECK(merged("[t]\na = 1\n", "[t]\nb = 2\n[u]\n") == "\n[t]\na = 1\nb = 2\n\n[u]\n");
  CHECK(merged("l = [1, 2]\n", "l = [3]\n") == "l = [3]\n");
  CHECK(merged("[[s]]\nname = 'a'\nx = 1\n[[s]]\nname = 'b'\n",
               "[[s]]\nname = 'c'\n[[s]]\nname = 'a'\nx = 2\n") ==
        "\n[[s]]\nname = \"a\"\nx = 2\n\n[[s]]\nname = \"b\"\n\n[[s]]\nname = \"c\"\n");
  CHECK(merged("f = [{ to = 'x' }]\n", "f = [{ to = 'y' }]\n") == "f = [{ to = \"y\" }]\n");
  CHECK(merged("a = 1\n", "[a]\nb = 2\n") == "\n[a]\nb = 2\n");
}

TEST_CASE("every merged value names the file and line that it came from") {
  TomlNode base = toml_of("[[s]]\nname = 'a'\nx = 1\ny = 1\n", "base.toml");
  merge(base, toml_of("\n\n[[s]]\nname = 'a'\nx = 2\n", "over.toml"));
  const TomlNode& item = base.find("s")->array()->front();
  CHECK(*item.find("x")->position.file == "over.toml");
  CHECK(item.find("x")->position.line == 5);
  CHECK(*item.find("y")->position.file == "base.toml");
  CHECK(item.find("y")->position.line == 4);
}

TEST_CASE("a document keeps the order of its file") {
  CHECK(to_toml(toml_of("z = 1\na = 2\n[m]\nq = 1\nb = 2\n")) ==
        "z = 1\na = 2\n\n[m]\nq = 1\nb = 2\n");
}

TEST_CASE("what is written down reads as it was") {
  const std::string text = R"(plain = "text"
quotes = 'say "hi"'
both = "it's \"so\""
lines = """
{
  "a": 1
}
"""
controls = "\u0001\t\u007f"
unicode = "≥ ☃"
big = 9223372036854775807
float = 1.5
whole = 2.0
tiny = 1e-9
yes = true
list = [1, "a", [2], { x = 1 }]
empty = {}
"odd key" = 1
[a]
dotted.key = 1
[[a.b]]
c = 1
[[a.b]]
[[a.b.d]]
e = { f = [] }
)";
  const std::string once = to_toml(toml_of(text));
  CHECK(to_toml(toml_of(once)) == once);
  const TomlNode node = toml_of(once);
  CHECK(node.text_of("both") == "it's \"so\"");
  CHECK(node.text_of("lines") == "{\n  \"a\": 1\n}\n");
  CHECK(node.text_of("controls") == std::string("\x01\t\x7f"));
  CHECK(std::get<double>(node.find("tiny")->data) == 1e-9);
  CHECK(std::get<double>(node.find("whole")->data) == 2.0);
}

TEST_CASE("a masked text is written as its mask") {
  TomlNode node = toml_of("a = 'secret'\n");
  node.find("a")->masked = "***";
  CHECK(to_toml(node) == "a = \"***\"\n");
}

}  // namespace
}  // namespace squall
