// The style of a suite's index page: the colours are those of report.html (html/src/page.css).
#pragma once

#include <string_view>

namespace squall {

inline constexpr std::string_view kSuiteStyle = R"css(
:root { color-scheme: light dark; --page: #f5f6f9; --card: #fff; --text: #18202c; --muted: #56616f;
  --line: #dde2e9; --accent: #1f55c4; --pass: #17713a; --fail: #c0262d; --warn: #8a5a00;
  --pass-soft: #e3f4e8; --fail-soft: #fdeaea; --warn-soft: #fbf1da; }
@media (prefers-color-scheme: dark) { :root { --page: #0e131a; --card: #161d27; --text: #e7ebf1;
  --muted: #9fabba; --line: #2a3443; --accent: #8ab2ff; --pass: #57cc82; --fail: #ff8a85;
  --warn: #e9b949; --pass-soft: #12301f; --fail-soft: #3a1a1d; --warn-soft: #33290f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem clamp(0.75rem, 3vw, 2.5rem); max-width: 90rem;
  background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.25rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
.verdict, table { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.verdict { padding: 1rem 1.25rem; border-left: 6px solid var(--warn); margin-bottom: 1rem; }
.verdict.pass { border-left-color: var(--pass); }
.verdict.fail { border-left-color: var(--fail); }
.verdict p { margin: 0.25rem 0; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.badge { display: inline-block; padding: 0 0.6rem; border-radius: 999px; font-weight: 600;
  font-size: 0.85rem; white-space: nowrap; background: var(--warn-soft); color: var(--warn); }
.badge.pass { background: var(--pass-soft); color: var(--pass); }
.badge.fail { background: var(--fail-soft); color: var(--fail); }
table { width: 100%; border-collapse: separate; border-spacing: 0; }
th, td { padding: 0.55rem 0.75rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: 0.8rem; color: var(--muted); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
tbody th div, td div { font-weight: 400; }
.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.why { overflow-wrap: anywhere; width: 38%; }
@media (max-width: 60rem) {
  thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  table, tbody, tr, th, td { display: block; border-bottom: 0; }
  tbody tr { padding: 0.75rem 1rem; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  tbody th, td { padding: 0.15rem 0; }
  .why { width: auto; }
  td.figure { display: flex; justify-content: space-between; }
  td[data-what]::before { content: attr(data-what); color: var(--muted); }
}
@media print { body { background: none; padding: 0; max-width: none; } }
)css";

}  // namespace squall
