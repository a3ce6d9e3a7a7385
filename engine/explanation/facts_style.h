// The style of the page of facts. Text keeps a contrast of at least 4.5 to 1 on every mark, by day
// and by night; what a mark says does not rest on colour alone but on its underline too.
#pragma once

#include <string_view>

namespace imr {

inline constexpr std::string_view kFactsStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --paper: #fff; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de; --link: #0b5cad;
  --yes: #cfeed3; --yes-line: #1a7f37; --no: #ffdcd6; --no-line: #b42318;
  --value: #d6e6ff; --value-line: #1f5fbf; --request: #ebe1ff; --request-line: #6b3fb5;
  --cue: #8f1d12; --on-cue: #fff; --note: #1b1f24; --on-note: #f6f7f8; --focus: #bf5600; --warn: #7a4b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101418; --paper: #181d23; --ink: #e6e9ec; --faint: #a3adb8; --line: #353d47; --link: #86bdff;
    --yes: #143f22; --yes-line: #57d37c; --no: #581d18; --no-line: #ff9489;
    --value: #16365f; --value-line: #82b7ff; --request: #3b2762; --request-line: #c3a8ff;
    --cue: #ffa49a; --on-cue: #2b0500; --note: #e6e9ec; --on-note: #101418; --focus: #ffb155; --warn: #ffc66b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.6 system-ui, "Liberation Sans", sans-serif; }
header, main, footer { max-width: 1760px; margin: 0 auto; padding: 0 24px; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.35rem; padding-top: 18px; }
h2 { font-size: 1.15rem; display: inline; }
h3 { font-size: 1rem; }
h4 { font-size: .8rem; color: var(--faint); font-weight: 600; text-transform: uppercase; letter-spacing: .04em; }
a { color: var(--link); }
small { color: var(--faint); font-size: .78rem; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.legend { margin: 10px 0 0; display: flex; flex-wrap: wrap; gap: 8px 20px; font-size: .9rem; }
.hint, .empty, footer { color: var(--faint); font-size: .9rem; }
.hint { margin: 8px 0 14px; max-width: 110ch; }
.warning { margin: 8px 0; padding: 6px 12px; border-left: 4px solid var(--warn); color: var(--warn); overflow-wrap: anywhere; }

details.case { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 10px; }
details.case > summary { padding: 10px 16px; cursor: pointer; overflow-wrap: anywhere; }
details.case > .warning { margin: 8px 16px; }
.about { color: var(--faint); font-size: .9rem; margin-left: 10px; }
.first { display: block; padding-left: 1.1rem; }
details.case[open] > summary { border-bottom: 1px solid var(--line); }
details.case[open] > summary .first { display: none; }
.sheet { display: grid; grid-template-columns: minmax(0, 1fr) minmax(340px, 32%); }
.texts { padding: 16px 28px 40px 20px; min-width: 0; }
.texts section { margin-bottom: 20px; max-width: 100ch; }
.texts h3 { margin-bottom: 6px; }
.texts article { border-top: 1px solid var(--line); padding-top: 16px; margin-top: 24px; scroll-margin-top: 12px; }
.texts article section { margin: 10px 0 14px; }
.text { white-space: pre-line; overflow-wrap: anywhere; line-height: 1.85; }

mark { color: inherit; background: var(--value); border-bottom: 3px solid var(--value-line); border-radius: 3px;
  padding: 1px 2px; position: relative; scroll-margin-top: 30vh; -webkit-box-decoration-break: clone;
  box-decoration-break: clone; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.request { background: var(--request); border-bottom: 3px dotted var(--request-line); }
.value { background: var(--value); border-bottom: 3px solid var(--value-line); }
.yes { background: var(--yes); border-bottom: 3px solid var(--yes-line); }
.no { background: var(--no); border-bottom: 3px double var(--no-line); }
.yes.no { background: linear-gradient(var(--yes) 50%, var(--no) 50%); }
mark.contrary { background: none; border: 2px dashed var(--no-line); }
mark.contrary.yes { border-color: var(--yes-line); }
mark.contrary.value { border-color: var(--value-line); }
mark.contrary.request { border-color: var(--request-line); }
.cue { background: var(--cue); color: var(--on-cue); font-weight: 600; border-radius: 3px; padding: 0 3px;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.cut { border-top-right-radius: 0; border-bottom-right-radius: 0; }
.continued { border-top-left-radius: 0; border-bottom-left-radius: 0; }
mark:target { outline: 3px solid var(--focus); outline-offset: 2px; }
mark[data-note]:hover:not(:has(mark:hover))::after, mark[data-note]:focus-visible::after {
  content: attr(data-note); position: absolute; left: 0; top: calc(100% + 5px); z-index: 5; width: max-content;
  max-width: min(30rem, 80vw); padding: 8px 12px; border-radius: 6px; background: var(--note); color: var(--on-note);
  font: 400 .85rem/1.45 system-ui, "Liberation Sans", sans-serif; white-space: pre-line; pointer-events: none; }

.panel { border-left: 1px solid var(--line); position: sticky; top: 0; align-self: start; max-height: 100vh;
  overflow-y: auto; font-size: .92rem; line-height: 1.45; }
.facts { padding: 0 16px 12px; border-bottom: 1px solid var(--line); }
.facts > summary { cursor: pointer; padding: 10px 0 6px; position: sticky; top: 0; background: var(--paper); }
.facts h3 { display: inline; }
.facts h4 { margin: 12px 0 4px; }
.treatment { font-weight: 600; margin-left: 8px; }
.wording { margin: 0 0 4px; overflow-wrap: anywhere; }
.panel ul { list-style: none; margin: 0; padding: 0; }
.panel ul > li { padding: 4px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.panel ul > li:first-child { border-top: 0; }
.panel li li { border: 0; padding: 1px 0 1px 12px; }
.panel li details summary { cursor: pointer; color: var(--faint); font-size: .85rem; padding-left: 12px; }
.name { font-weight: 600; }
.value-of { padding: 0 6px; border-radius: 3px; margin-left: 4px; -webkit-print-color-adjust: exact;
  print-color-adjust: exact; }

@media (max-width: 900px) {
  .sheet { display: block; }
  .panel { position: static; max-height: none; border-left: 0; border-top: 1px solid var(--line); }
}
@media print {
  :root { --page: #fff; --paper: #fff; }
  body { font-size: 10.5pt; }
  header, main, footer { padding: 0; }
  .hint { display: none; }
  .sheet { display: block; }
  details.case { border: 0; }
  .panel { position: static; max-height: none; overflow: visible; border-left: 0; border-top: 1px solid var(--line); }
  .facts > summary { position: static; }
  .panel li, .texts h3, .texts h4 { break-inside: avoid; }
  .texts h3, .texts h4, .facts h4 { break-after: avoid; }
}
)css";

}  // namespace imr
