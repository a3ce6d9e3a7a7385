// Completion, meanings on hover, and marks of findings for rule files in CodeMirror.
import {
  autocompletion,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Diagnostic } from '@codemirror/lint';
import type { Extension, Text } from '@codemirror/state';
import { hoverTooltip, type EditorView } from '@codemirror/view';
import type { RuleDiagnostic } from '../../api/rules';
import { meaningOf, offersAt, type Offer, type Schema } from './schemaHelp';
import { criterionIds, keysUnder, placeAt } from './yamlPlace';

/** What treatment codes and other codes stand for, by code. */
export type Meanings = ReadonlyMap<string, string>;

const WORD = /[\w.*-]/;

function completionOf(offer: Offer, meanings: Meanings): Completion {
  const meaning = offer.meaning || meanings.get(offer.label) || '';
  return {
    label: offer.label,
    type: offer.kind === 'key' ? 'property' : 'enum',
    detail: offer.required ? `${offer.detail} · required` : offer.detail,
    ...(meaning ? { info: meaning } : {}),
    boost: offer.required ? 20 : 0,
    apply: (view: EditorView, _: Completion, from: number, to: number) => {
      // A key that is already followed by its colon gets no second one.
      const followed = /^\s*:/.test(view.state.sliceDoc(to, to + 4));
      const insert = offer.kind === 'key' && followed ? offer.label : offer.apply;
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: from + insert.length - (insert.endsWith(']') ? 1 : 0) },
        userEvent: 'input.complete',
      });
      if (offer.kind === 'key' && !followed) startCompletion(view);
    },
  };
}

function complete(
  context: CompletionContext,
  schema: Schema,
  meanings: Meanings,
): CompletionResult | null {
  const text = context.state.doc.toString();
  const place = placeAt(text, context.pos);
  if (!place) return null;
  if (!context.explicit && place.word === '' && place.role !== 'value') return null;
  const offers = offersAt(schema, place, {
    limits: keysUnder(text, 'limits'),
    criteria: criterionIds(text),
  });
  if (offers.length === 0) return null;
  let to = context.pos;
  while (WORD.test(text[to] ?? '')) ++to;
  return {
    from: place.from,
    to,
    options: offers.map((offer) => completionOf(offer, meanings)),
    validFor: /^[\w.*-]*$/,
  };
}

function hoverText(
  text: string,
  at: number,
  schema: Schema,
  meanings: Meanings,
): { from: number; to: number; title: string; text: string } | null {
  let from = at;
  let to = at;
  while (from > 0 && WORD.test(text[from - 1] ?? '')) --from;
  while (WORD.test(text[to] ?? '')) ++to;
  const word = text.slice(from, to);
  if (word === '') return null;
  const place = placeAt(text, from);
  if (!place) return null;
  const isKey = place.role !== 'value' && /^\s*:(\s|$)/.test(text.slice(to, to + 4));
  const meaning = isKey
    ? meaningOf(schema, place.path, word)
    : (meanings.get(word) ?? meaningOf(schema, place.path, null));
  return meaning ? { from, to, title: word, text: meaning } : null;
}

export function ruleHelp(schema: Schema | null, meanings: Meanings): Extension {
  if (!schema) return autocompletion({ override: [() => null] });
  return [
    autocompletion({
      override: [(context) => complete(context, schema, meanings)],
      icons: false,
      activateOnTypingDelay: 60,
    }),
    hoverTooltip((view, position) => {
      const found = hoverText(view.state.doc.toString(), position, schema, meanings);
      if (!found) return null;
      return {
        pos: found.from,
        end: found.to,
        above: true,
        create: () => {
          const dom = document.createElement('div');
          dom.className = 'cm-meaning';
          const title = dom.appendChild(document.createElement('strong'));
          title.textContent = found.title;
          dom.append(document.createTextNode(found.text));
          return { dom };
        },
      };
    }),
  ];
}

/** The word that was probably meant, when the finding tells one. */
export function suggestionOf(found: RuleDiagnostic): string | null {
  if (found.suggestion) return found.suggestion;
  return /did you mean '([^']+)'/.exec(found.message)?.[1] ?? null;
}

/** The part of the document that a finding is about: its word, or its line. */
export function extentOf(doc: Text, found: RuleDiagnostic): { from: number; to: number } {
  const line = doc.line(Math.min(Math.max(found.line, 1), doc.lines));
  if (found.column < 1) return { from: line.from, to: line.to };
  const start = Math.min(found.column - 1, line.length);
  const quoted = [...found.message.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
  const suggestion = suggestionOf(found);
  const named = quoted.find((word) => word !== suggestion && line.text.includes(word, start));
  if (named !== undefined) {
    const from = line.from + line.text.indexOf(named, start);
    return { from, to: from + named.length };
  }
  const word = /^[^\s,:{}[\]]+/.exec(line.text.slice(start))?.[0].length ?? 0;
  if (word > 0) return { from: line.from + start, to: line.from + start + word };
  return { from: line.from, to: Math.max(line.to, line.from) };
}

/** What a finding suggests, where it can be put in place of a word. */
export function mendingOf(
  doc: Text,
  found: RuleDiagnostic,
): { from: number; to: number; insert: string } | null {
  const suggestion = suggestionOf(found);
  const { from, to } = extentOf(doc, found);
  const fits = suggestion !== null && found.message.includes(`'${doc.sliceString(from, to)}'`);
  return fits ? { from, to, insert: suggestion } : null;
}

/** The findings of a file as marks, with what was meant as a change to take. */
export function marksOf(doc: Text, findings: RuleDiagnostic[]): Diagnostic[] {
  return findings
    .map((found): Diagnostic => {
      const mending = mendingOf(doc, found);
      const action = mending && {
        name: `Change to ‘${mending.insert}’`,
        apply: (view: EditorView, from: number, to: number) =>
          view.dispatch({ changes: { from, to, insert: mending.insert } }),
      };
      return {
        ...extentOf(doc, found),
        severity: found.severity,
        message: found.message,
        ...(action ? { actions: [action] } : {}),
      };
    })
    .sort((a, b) => a.from - b.from);
}
