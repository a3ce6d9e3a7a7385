// The style of pages on rules: the printed rule book and the comparison of two. Text keeps a
// contrast of at least 4.5 to 1, by day and by night; on paper everything is black on white.
#pragma once

#include <string_view>

namespace imr {

inline constexpr std::string_view kRuleStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --paper: #fff; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de; --link: #0b5cad;
  --good: #1a6b30; --bad: #a3200f; --tint: #f0f4f8; --focus: #bf5600;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101418; --paper: #181d23; --ink: #e6e9ec; --faint: #a3adb8; --line: #353d47; --link: #86bdff;
    --good: #6fdc8c; --bad: #ff9d92; --tint: #202830; --focus: #ffb155;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, "Liberation Sans", sans-serif; }
header, main, footer { max-width: 1000px; margin: 0 auto; padding: 0 24px; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.3; margin: 0; }
h1 { font-size: 1.6rem; padding-top: 24px; }
h2 { font-size: 1.2rem; }
h3 { font-size: 1rem; }
h4 { font-size: .8rem; color: var(--faint); font-weight: 600; text-transform: uppercase; letter-spacing: .04em; margin-top: 22px; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
footer, .about, .id { color: var(--faint); }
.id { font: .82rem/1.4 ui-monospace, "Liberation Mono", monospace; margin: 2px 0 10px; }
nav { columns: 2; column-gap: 32px; font-size: .92rem; margin: 8px 0 24px; }
nav h3 { break-after: avoid; margin-top: 10px; }
nav h3:first-child { margin-top: 0; }
nav ul { list-style: none; margin: 4px 0 10px; padding: 0; }
nav li a { text-decoration: none; }
nav li a:hover { text-decoration: underline; }
nav li { break-inside: avoid; padding: 1px 0 1px 12px; text-indent: -12px; }
article { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 18px 24px 22px; margin: 0 0 18px; }
.criterion { border-left: 4px solid var(--line); padding: 2px 0 2px 16px; margin-top: 16px; }
.criterion.required { border-left-color: var(--link); }
.criterion > p { margin: 4px 0 8px; }
.strength { font-weight: 400; color: var(--faint); font-size: .88em; margin-left: 8px; }
dl { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 3px 12px; margin: 0; font-size: .94em; }
dt { color: var(--faint); }
dd { margin: 0; }
dd ul { margin: 0; padding-left: 1.2rem; }
.examples { list-style: none; margin: 6px 0 0; padding: 0; }
.examples > li { border-top: 1px solid var(--line); padding: 8px 0; break-inside: avoid; }
.examples p { margin: 0 0 3px; font-weight: 600; }
.fails { color: var(--bad); }
.glossary { grid-template-columns: minmax(10rem, 30%) minmax(0, 1fr); gap: 6px 16px; margin-top: 10px; }
.glossary dt { color: var(--ink); font-weight: 600; }
table { overflow-wrap: break-word; border-collapse: collapse; width: 100%; margin: 10px 0 20px; font-size: .92rem; background: var(--paper); }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.better { color: var(--good); }
.worse { color: var(--bad); }
td ul { margin: 0; padding-left: 1.1rem; overflow-wrap: anywhere; }

@media (max-width: 640px) {
  header, main, footer { padding: 0 12px; }
  nav { columns: 1; }
  dl, .glossary { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: 6px; }
  article { padding: 14px; }
}
@media print {
  :root { --page: #fff; --paper: #fff; --ink: #000; --faint: #333; --line: #999; --link: #000; --tint: #fff;
    --good: #000; --bad: #000; }
  @page { margin: 18mm 16mm; }
  body { font-size: 10pt; line-height: 1.4; }
  header, main, footer { max-width: none; padding: 0; }
  a { text-decoration: none; }
  article { border: 0; border-top: 1.5pt solid #000; border-radius: 0; padding: 10px 0 0; margin: 0 0 22px; }
  nav + article { break-before: page; }
  .criterion, dl, tr { break-inside: avoid; }
  h2, h3, h4, .id { break-after: avoid; }
}
)css";

}  // namespace imr
