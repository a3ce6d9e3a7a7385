// The style of the evaluation page, beside that of pages on rules. Charts are drawn for a light
// page, so this one is light by day and night.
#pragma once

#include <string_view>

namespace imr {

inline constexpr std::string_view kEvaluationPageStyle = R"css(
:root {
  color-scheme: light;
  --page: #f6f7f8; --paper: #fff; --ink: #1b1f24; --faint: #57606a; --line: #d8dee4; --link: #0b5cad;
  --good: #1a6b30; --bad: #a3200f; --unknown: #7a5200; --warn: #fff4d6; --focus: #bf5600;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "Liberation Sans", sans-serif; }
header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0; padding-top: 24px; }
h2 { font-size: 1.25rem; margin: 40px 0 10px; }
h3 { font-size: 1rem; margin: 0 0 8px; }
.scroll + h3 { margin-top: 22px; }
p { margin: 6px 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.about, footer { color: var(--faint); }
footer { padding: 28px 24px 40px; }
.warning { background: var(--warn); border-left: 4px solid var(--focus); padding: 8px 14px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; padding: 0; margin: 12px 0 0; }
.charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 18px; }
figure { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; margin: 0; padding: 14px 18px; min-width: 0; }
figure.wide { grid-column: 1 / -1; }
.canvas { position: relative; }
figcaption { font-weight: 600; margin-bottom: 8px; }
figure p { color: var(--faint); font-size: .92rem; }
details { margin-top: 8px; }
summary { cursor: pointer; color: var(--link); font-size: .92rem; }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
details .scroll { border: 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; overflow-wrap: break-word; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--faint); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
tbody a { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td ul { list-style: none; margin: 0; padding: 0; }
article { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 16px 22px; margin: 0 0 16px; scroll-margin-top: 12px; }
article:target { border-color: var(--focus); box-shadow: 0 0 0 2px var(--focus); }
article h3 { display: flex; justify-content: space-between; gap: 16px; }
article h4 { font-size: .8rem; color: var(--faint); text-transform: uppercase; letter-spacing: .04em; margin: 14px 0 4px; }
article h3 a { font-weight: 400; font-size: .9rem; white-space: nowrap; }
.criterion { border-left: 4px solid var(--line); padding-left: 14px; margin: 10px 0; }
.criterion p { margin: 2px 0; }
.met { border-left-color: var(--good); } .unmet { border-left-color: var(--bad); } .undocumented { border-left-color: var(--unknown); }
.status { font-weight: 600; }
.met .status { color: var(--good); } .unmet .status { color: var(--bad); } .undocumented .status { color: var(--unknown); }
blockquote { margin: 4px 0 0; padding: 4px 12px; background: var(--page); font-size: .94rem; }
blockquote span { color: var(--faint); }

@media (max-width: 820px) {
  .charts { grid-template-columns: minmax(0, 1fr); }
  header, main, footer { padding: 0 12px; }
}
@media print {
  :root { --page: #fff; --paper: #fff; --ink: #000; --faint: #333; --line: #999; --link: #000; --warn: #fff; }
  @page { margin: 16mm 14mm; }
  :root { font-size: 9.5pt; }
  body { font-size: 1rem; }
  header, main, footer { max-width: none; padding: 0; }
  .scroll { overflow: visible; border: 0; }
  th, td { padding: 2px 6px; }
  thead th, th.number { white-space: normal; }
  figure { padding: 8px 10px; }
  nav, summary { display: none; }
  a { text-decoration: none; }
  figure, article, tr, .criterion { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .charts { grid-template-columns: repeat(2, minmax(0, 88mm)); }
  .canvas canvas { max-width: 100% !important; height: auto !important; }
}
)css";

}  // namespace imr
