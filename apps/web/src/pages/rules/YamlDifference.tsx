import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { common, emptyShadow } from './codeMirror';

// What changes from one text to another: lines taken away above the lines put in their place.
export function YamlDifference({
  before,
  after,
  label,
}: {
  before: string;
  after: string;
  label: string;
}) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const shadow = emptyShadow(host.current);
    const view = new EditorView({
      root: shadow,
      parent: shadow,
      state: EditorState.create({
        doc: after,
        extensions: [
          common,
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({
            'aria-label': label,
            tabindex: '0',
            'aria-readonly': 'true',
          }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            gutter: true,
            collapseUnchanged: { margin: 2, minSize: 6 },
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, label]);
  return <div className="yaml-difference" ref={host} />;
}
