// What every editor of the page has in common. Each stands in a shadow root of its own: there
// CodeMirror keeps its styles in adopted style sheets, which the content security policy allows,
// where in the page itself it would add a style element, which it forbids.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { yaml } from '@codemirror/lang-yaml';
import type { Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { hangingLines } from './hangingLines';

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--yes)' },
  { tag: [tags.keyword, tags.bool, tags.null, tags.number], color: 'var(--open)' },
  { tag: tags.comment, color: 'var(--text-soft)', fontStyle: 'italic' },
  { tag: [tags.meta, tags.labelName, tags.typeName], color: 'var(--plain)' },
]);

const theme = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--text)',
    backgroundColor: 'var(--surface)',
    fontSize: '13px',
  },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface-sunk)',
    color: 'var(--text-soft)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection':
    { backgroundColor: 'var(--selection, Highlight)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--line-strong)',
  },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow-over)',
    maxWidth: '32rem',
    fontFamily: 'var(--font)',
    fontSize: '13px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    maxHeight: '16em',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', lineHeight: '1.5' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { fontStyle: 'normal', fontFamily: 'var(--font)', opacity: '0.85' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '22rem' },
  '.cm-meaning': { padding: '6px 10px', lineHeight: '1.4' },
  '.cm-meaning strong': { display: 'block', fontFamily: 'var(--font-mono)' },
  '.cm-diagnostic': { padding: '6px 10px', lineHeight: '1.4' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--no)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--open)' },
  '.cm-diagnosticAction': {
    marginLeft: '8px',
    padding: '2px 8px',
    border: '1px solid var(--accent)',
    borderRadius: '6px',
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
    font: 'inherit',
    cursor: 'pointer',
  },
  '.cm-lintRange': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--no) 1.5px',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintRange-error': { backgroundColor: 'var(--no-soft)' },
  '.cm-lintRange-warning': {
    textDecorationColor: 'var(--open)',
    backgroundColor: 'var(--open-soft)',
  },
  '.cm-panels': {
    backgroundColor: 'var(--surface-sunk)',
    color: 'var(--text)',
    fontFamily: 'var(--font)',
  },
  '.cm-panel.cm-search': { padding: '6px 8px' },
  '.cm-panel.cm-search label': { fontSize: '13px' },
  '.cm-textfield': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    fontSize: '13px',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    fontSize: '13px',
  },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--yes-soft)' },
  '&.cm-merge-b .cm-changedText': { background: 'none', textDecoration: 'underline 2px' },
  '& .cm-deletedChunk': { backgroundColor: 'var(--no-soft)', paddingLeft: '6px' },
  '& .cm-deletedChunk .cm-deletedText': { background: 'none', textDecoration: 'underline 2px' },
  '.cm-collapsedLines': {
    background: 'var(--surface-sunk)',
    color: 'var(--text-soft)',
    padding: '4px 8px',
  },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"···"' },
});

export const common: Extension = [
  lineNumbers(),
  yaml(),
  syntaxHighlighting(colours),
  theme,
  hangingLines,
];

/** The shadow root of an element, empty, made when there is none. */
export function emptyShadow(host: HTMLElement): ShadowRoot {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  shadow.replaceChildren();
  return shadow;
}
