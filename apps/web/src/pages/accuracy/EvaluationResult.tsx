import { useCallback, useMemo, useState } from 'react';
import { Notice } from '../../components/Notice';
import type { Open } from './charts';
import { misses, type DetailItem } from './curves';
import type { Evaluation } from './evaluation';
import { EvaluationCharts } from './EvaluationCharts';
import { AgainstTable, ConfusionTable, FiguresTable, Headline } from './Figures';
import { modelName, percent, three } from './figures';
import { ItemsDialog } from './ItemsDialog';
import { ItemRows, ItemsButton, Rows } from './Tables';

const mostMisses = 100;

const viewNames: Record<string, string> = {
  record: 'complete record',
  prescreen: 'what is known before the decision',
};

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function About({ evaluation, crossed }: { evaluation: Evaluation; crossed: number }) {
  const unreadable = evaluation.unreadable ?? [];
  return (
    <>
      <p role="status">
        <strong>
          {counted(evaluation.items, 'item')} of {counted(evaluation.cases, 'letter')},{' '}
          {evaluation.overturned} overturned
        </strong>{' '}
        ({percent(evaluation.overturned / evaluation.items)}
        {evaluation.view in viewNames && `; ${viewNames[evaluation.view] ?? ''}`}).{' '}
        {evaluation.model === undefined
          ? 'Predictions as they were shown when they were recorded.'
          : `Predictions: ${modelName(evaluation.model)}${
              crossed > 0
                ? `, each letter by a model fitted on the other ${crossed - 1} of ${crossed} parts`
                : ''
            }.`}
      </p>
      {evaluation.in_training > 0 && (
        <Notice kind="warning">
          The model was fitted on {evaluation.in_training} of these {evaluation.cases} letters: its
          figures flatter. Cross-validation gives figures that do not.
        </Notice>
      )}
      {unreadable.length > 0 && (
        <Notice kind="warning" title={`${unreadable.length} files could not be read. `}>
          <ul>
            {unreadable.slice(0, 5).map((each, index) => (
              <li key={index}>
                {each.source}
                {each.line ? `, line ${each.line}` : ''}: {each.message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

function Misses({ evaluation, corpus }: { evaluation: Evaluation; corpus: string | null }) {
  const found = useMemo(() => misses(evaluation.items_detail), [evaluation]);
  const part = (title: string, items: DetailItem[]) => (
    <div>
      <h3>
        {title}: {items.length}
      </h3>
      {items.length > 0 && (
        <ItemRows
          caption={title}
          items={items.slice(0, mostMisses)}
          corpus={corpus}
          view={evaluation.view}
        />
      )}
      {items.length > mostMisses && (
        <p className="soft small">
          The worst {mostMisses} of {items.length}.
        </p>
      )}
    </div>
  );
  return (
    <section className="panel accuracy-section" aria-labelledby="misses">
      <h2 id="misses">Misses</h2>
      {part('Predicted upheld but overturned', found.missed)}
      {part('Predicted overturned but upheld', found.falseAlarms)}
    </section>
  );
}

function Guidelines({ evaluation, open }: { evaluation: Evaluation; open: Open }) {
  return (
    <section className="panel accuracy-section" aria-labelledby="by-guideline">
      <h2 id="by-guideline">By the guideline that decided</h2>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard */}
      <div className="accuracy-scroll" tabIndex={0} role="region" aria-label="Guidelines, table">
        <Rows
          caption="By the guideline that decided"
          rows={evaluation.by_guideline}
          keyOf={(row) => row.guideline ?? ''}
          columns={[
            { head: 'Guideline', of: (row) => row.guideline || 'none' },
            {
              head: 'Items',
              number: true,
              of: (row) => (
                <ItemsButton
                  title={row.guideline || 'No guideline'}
                  items={evaluation.items_detail.filter(
                    (item) => (item.guideline ?? '') === (row.guideline ?? ''),
                  )}
                  open={open}
                />
              ),
            },
            { head: 'Overturned', number: true, of: (row) => row.overturned },
            { head: 'Observed', number: true, of: (row) => percent(row.observed) },
            { head: 'Predicted', number: true, of: (row) => percent(row.mean_predicted) },
            { head: 'Base rate', number: true, of: (row) => percent(row.base_rate) },
            { head: 'Brier', number: true, of: (row) => three(row.brier) },
          ]}
        />
      </div>
    </section>
  );
}

// Everything about one evaluation.
export function EvaluationResult({
  evaluation,
  corpus,
  crossed,
}: {
  evaluation: Evaluation;
  corpus: string | null;
  crossed: number;
}) {
  const [behind, setBehind] = useState<{ title: string; items: DetailItem[] } | null>(null);
  const open: Open = useCallback((title, items) => setBehind({ title, items }), []);
  return (
    <>
      <About evaluation={evaluation} crossed={crossed} />
      <Headline evaluation={evaluation} />
      <AgainstTable evaluation={evaluation} />
      <EvaluationCharts evaluation={evaluation} open={open} />
      <div className="accuracy-pair">
        <section className="panel accuracy-section" aria-labelledby="figures">
          <h2 id="figures">All figures</h2>
          <FiguresTable evaluation={evaluation} />
          <ConfusionTable evaluation={evaluation} open={open} />
          <p className="small soft">
            Positive: overturned. Intervals: letters drawn anew, since items of one letter share a
            fate. ↓: lower is better. Brier skill is over a constant 11%.
          </p>
        </section>
        <Guidelines evaluation={evaluation} open={open} />
      </div>
      <Misses evaluation={evaluation} corpus={corpus} />
      {behind && (
        <ItemsDialog
          title={behind.title}
          items={behind.items}
          corpus={corpus}
          view={evaluation.view}
          onClose={() => setBehind(null)}
        />
      )}
    </>
  );
}
