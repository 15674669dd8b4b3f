#include <catch2/catch.hpp>

#include "reports/display.h"
#include "reports/markdown_text.h"
#include "reports/quantity.h"
#include "reports/reproduce.h"
#include "reports/xml_text.h"

namespace squall {

TEST_CASE("bytes read by their size, also where something shrank") {
  CHECK(quantity_text(1536, Dimension::kBytes) == "1.5 KiB");
  CHECK(quantity_text(-4685984, Dimension::kBytes) == "-4.47 MiB");
  CHECK(quantity_text(-300, Dimension::kBytes) == "-300 B");
}

TEST_CASE("a percentage never rounds to all or nothing") {
  CHECK(percent_text(1) == "100.00 %");
  CHECK(percent_text(0) == "0.00 %");
  CHECK(percent_text(0.98344) == "98.34 %");
  CHECK(percent_text(0.99999) == "99.999 %");
  CHECK(percent_text(0.999999999) == "> 99.9999 %");
  CHECK(percent_text(0.00001) == "0.001 %");
  CHECK(percent_text(1e-12) == "< 0.00001 %");
}

TEST_CASE("times and counts are short") {
  CHECK(seconds_text(0) == "0 s");
  CHECK(seconds_text(0.212) == "212 ms");
  CHECK(seconds_text(1.5) == "1.50 s");
  CHECK(seconds_text(119) == "119 s");
  CHECK(seconds_text(725) == "12 m 05 s");
  CHECK(seconds_text(86400) == "24 h 00 m");
  CHECK(milliseconds_text(0) == "0 ms");
  CHECK(milliseconds_text(11.83) == "11.8 ms");
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1234567) == "1,234,567");
  CHECK(counted(1, "gate") == "1 gate");
}

TEST_CASE("a gate's two values can be told apart") {
  GateReport gate;
  gate.dimension = Dimension::kRatio;
  gate.actual = 0.989999;
  gate.limit = 0.99;
  CHECK(gate_text(gate).actual == "98.9999 %");
  CHECK(gate_text(gate).limit == "99 %");
  gate.actual.reset();
  CHECK(gate_text(gate).actual == kNoValue);
  gate.metric = "retry_amplification";
  gate.limit = 1.5;
  CHECK(gate_text(gate).limit == "1.5");
}

TEST_CASE("text of the target cannot steer a terminal") {
  CHECK(one_line("a\nb\tc") == "a b c");
  CHECK(one_line("\x1b[31m\x7f") == "\xef\xbf\xbd[31m\xef\xbf\xbd");
  CHECK(one_line("\xe2\x80\xae") == "\xef\xbf\xbd");  // right-to-left override
  CHECK(one_line("\xc2\x9b") == "\xef\xbf\xbd");      // a C1 control: an escape in one character
  CHECK(one_line("grün \xf0\x9f\xa6\x80") == "grün \xf0\x9f\xa6\x80");
}

TEST_CASE("columns count code points") {
  CHECK(columns("✓ grün") == 6);
  CHECK(fitted("grüner", 4) == "grü…");
  CHECK(fitted("grün", 4) == "grün");
  CHECK(padded("ü", 3) == "ü  ");
  CHECK(right_aligned("ü", 3) == "  ü");
}

TEST_CASE("wrapping breaks at spaces, and a long word where it must") {
  using Lines = std::vector<std::string>;
  CHECK(wrapped("one two three", 7, 5) == Lines{"one two", "three"});
  CHECK(wrapped("one two three", 8, 5) == Lines{"one two", "three"});
  CHECK(wrapped("abcdefghij", 4, 5) == Lines{"abcd", "efgh", "ij"});
  CHECK(wrapped("one two three four", 7, 2) == Lines{"one two", "three …"});
  CHECK(wrapped("", 7, 2) == Lines{""});
}

TEST_CASE("XML holds any text") {
  CHECK(xml_text("<a & b>") == "&lt;a &amp; b&gt;");
  CHECK(xml_text("]]>") == "]]&gt;");
  CHECK(xml_text("a\nb\rc") == "a\nb&#13;c");
  CHECK(xml_attribute("a\n\"b\"") == "a&#10;&quot;b&quot;");
  CHECK(xml_text(std::string("\x01\x00", 2)) == "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(xml_text("\xef\xbf\xbf!") == "\xef\xbf\xbd!");  // U+FFFF
  CHECK(xml_text("\xff") == "\xef\xbf\xbd");
}

TEST_CASE("Markdown shows text and nothing else") {
  CHECK(markdown_text("time_to_recover") == "time_to_recover");
  CHECK(markdown_text("_a_ **b**") == "&#95;a&#95; &#42;&#42;b&#42;&#42;");
  CHECK(markdown_text("<b> | [x](y) @me") == "&#60;b> &#124; &#91;x&#93;(y) &#64;me");
  CHECK(markdown_text("see https://x www.y") == "see https&#58;//x www&#46;y");
  CHECK(markdown_code("a`b|c") == "``a`b\\|c``");
  CHECK(markdown_code("`") == "`` ` ``");
  CHECK(markdown_code("") == "");
  CHECK(markdown_block("```\nend") == "````text\n```\nend\n````\n");
}

TEST_CASE("the command to reproduce a run can be pasted into a shell") {
  Report report;
  report.seed = 7;
  report.scenario_file = "a b.toml";
  CHECK(reproduce_command(report) == "squall run 'a b.toml' --seed 7");
  report.command_line = {"squall", "run", "x.toml", "--set", "gate.a.expr=it's > 1"};
  CHECK(reproduce_command(report) ==
        R"(squall run x.toml --set 'gate.a.expr=it'\''s > 1' --seed 7)");
  report.command_line = {"squall", "run", "x.toml", "--seed", "9"};
  CHECK(reproduce_command(report) == "squall run x.toml --seed 9");
}

}  // namespace squall
