import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
} from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { RuleDiagnostic } from '../../api/rules';
import { common, emptyShadow } from './codeMirror';
import { marksOf, mendingOf, ruleHelp, type Meanings } from './ruleCompletion';
import type { Schema } from './schemaHelp';

export interface EditorHandle {
  /** Puts the caret at a place, both from 1, and the focus into the editor. */
  show: (line: number, column: number) => void;
  /** Puts what a finding suggests in the place of what it is about. */
  mend: (found: RuleDiagnostic) => void;
}

// An editor of one rule file. `text` is taken when it differs from what stands there.
export function YamlEditor({
  text,
  label,
  schema,
  meanings,
  findings,
  onChange,
  ref,
}: {
  text: string;
  label: string;
  schema: Schema | null;
  meanings: Meanings;
  findings: RuleDiagnostic[];
  onChange: (text: string) => void;
  ref?: Ref<EditorHandle>;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const help = useRef(new Compartment());
  const change = useRef(onChange);
  const first = useRef(text);

  useEffect(() => {
    change.current = onChange;
  }, [onChange]);

  useEffect(() => {
    if (!host.current) return undefined;
    const shadow = emptyShadow(host.current);
    const editor = new EditorView({
      root: shadow,
      parent: shadow,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          common,
          history(),
          search({ top: true }),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          bracketMatching(),
          closeBrackets(),
          indentOnInput(),
          indentUnit.of('  '),
          lintGutter(),
          help.current.of([]),
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...completionKeymap,
            ...lintKeymap,
          ]),
          EditorView.contentAttributes.of({
            'aria-label': label,
            tabindex: '0',
            spellcheck: 'false',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [label]);

  useEffect(() => {
    first.current = text;
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== text) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
    }
  }, [text]);

  useEffect(() => {
    view.current?.dispatch({ effects: help.current.reconfigure(ruleHelp(schema, meanings)) });
  }, [schema, meanings, label]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, marksOf(editor.state.doc, findings)));
  }, [findings, label]);

  useImperativeHandle(ref, () => ({
    show: (line, column) => {
      const editor = view.current;
      if (!editor) return;
      const at = editor.state.doc.line(Math.min(Math.max(line, 1), editor.state.doc.lines));
      const position = Math.min(at.from + Math.max(column - 1, 0), at.to);
      editor.dispatch({
        selection: { anchor: position },
        effects: EditorView.scrollIntoView(position, { y: 'center' }),
      });
      editor.focus();
    },
    mend: (found) => {
      const editor = view.current;
      const suggestion = editor && mendingOf(editor.state.doc, found);
      if (!suggestion) return;
      editor.dispatch({ changes: suggestion, scrollIntoView: true });
      editor.focus();
    },
  }));

  return <div className="yaml-editor" ref={host} />;
}
