// Long lines go on below under their own indentation, so that the structure of YAML stays seen.
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

const mostColumns = 40;
const step = 2; // behind the indentation, where the rest of a line begins

const lineOf = Array.from({ length: mostColumns + 1 }, (_, columns) =>
  Decoration.line({ class: `cm-hang-${columns}` }),
);

const rules = Object.fromEntries(
  lineOf.map((_, columns) => [
    `.cm-line.cm-hang-${columns}`,
    { paddingLeft: `calc(6px + ${columns + step}ch)`, textIndent: `-${columns + step}ch` },
  ]),
);

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      const columns = /^(?: |- )*/.exec(line.text)?.[0].length ?? 0;
      const decoration = lineOf[Math.min(columns, mostColumns)];
      if (decoration) builder.add(line.from, line.from, decoration);
      at = line.to + 1;
    }
  }
  return builder.finish();
}

class Hanging {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = decorate(view);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged || update.viewportChanged) this.decorations = decorate(update.view);
  }
}

export const hangingLines: Extension = [
  EditorView.lineWrapping,
  ViewPlugin.fromClass(Hanging, { decorations: (plugin) => plugin.decorations }),
  EditorView.theme(rules),
];
