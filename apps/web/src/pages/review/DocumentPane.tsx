import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import type { CaseDates, Correction, Evidence, Facts, PredictedCase } from '../../api/types';
import { Notice } from '../../components/Notice';
import type { Definitions } from '../../components/useVocabulary';
import {
  covers,
  groupMarks,
  interleave,
  marksOf,
  spansOf,
  type MarkGroup,
  type Polarity,
  type Span,
} from '../../text/marks';
import { factName, sectionName } from '../../text/names';
import { FactEditor } from './FactEditor';

export interface Section {
  name: string;
  text: string;
}

const polarityWords: Record<Polarity | 'mixed', string> = {
  yes: 'yes',
  no: 'no',
  value: 'value',
  contrary: 'outweighed',
  mixed: 'for and against',
};

function told(group: MarkGroup): string {
  const facts = new Map(group.marks.map((mark) => [mark.fact, mark.polarity]));
  return [...facts]
    .map(([fact, polarity]) => `${factName(fact)} ${polarityWords[polarity]}`)
    .join(', ');
}

function MarkedText({
  section,
  facts,
  lit,
  onOpen,
}: {
  section: Section;
  facts: Facts;
  lit: Evidence[];
  onOpen: (element: HTMLElement, names: string[]) => void;
}) {
  const parts = useMemo(
    () => interleave(section.text, groupMarks(marksOf(facts, section.name, section.text))),
    [section, facts],
  );
  const spans: Span[] = useMemo(() => spansOf(lit, section.name, section.text), [lit, section]);
  const open = (element: HTMLElement, group: MarkGroup) =>
    onOpen(element, [...new Set(group.marks.map((mark) => mark.fact))]);
  return (
    <p className="document-text">
      {parts.map((part) => {
        if (typeof part === 'string') return part;
        const words = section.text.slice(part.start, part.end);
        return (
          <span
            key={part.start}
            className="mark"
            role="button"
            tabIndex={-1}
            data-mark={`${section.name}:${part.start}`}
            data-polarity={part.polarity}
            aria-label={`${words}: ${told(part)}`}
            title={told(part)}
            onClick={(event) => open(event.currentTarget, part)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === ' ') {
                event.preventDefault();
                open(event.currentTarget, part);
              }
            }}
          >
            {part.pieces.map((piece) => (
              <span
                key={piece.start}
                className={covers(spans, piece) ? 'mark-piece mark-lit' : 'mark-piece'}
              >
                {section.text.slice(piece.start, piece.end)}
              </span>
            ))}
          </span>
        );
      })}
    </p>
  );
}

const dateNames: [keyof CaseDates, string][] = [
  ['injury', 'Injury'],
  ['utilization_review', 'Utilization review'],
  ['decision', 'IMR decision'],
];

function CaseHead({ predicted }: { predicted: PredictedCase }) {
  const { dates } = predicted;
  return (
    <dl className="case-head">
      <div>
        <dt>Case</dt>
        <dd>{predicted.case === '' ? 'without a number' : predicted.case}</dd>
      </div>
      {dateNames.map(([key, name]) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd className="number">
            {dates[key] ?? '–'}
            {key === 'utilization_review' && dates.utilization_review_assumed === true && (
              <span className="tag tag-open">assumed</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Legend() {
  return (
    <p className="legend small soft">
      Words for:
      <span className="mark" data-polarity="yes">
        yes
      </span>
      <span className="mark" data-polarity="no">
        no
      </span>
      <span className="mark" data-polarity="value">
        a value
      </span>
      <span className="mark" data-polarity="mixed">
        both
      </span>
      <span className="mark" data-polarity="contrary">
        outweighed
      </span>
      <span className="legend-hint">Click to correct.</span>
    </p>
  );
}

interface Opened {
  element: HTMLElement;
  names: string[];
}

// The text that was read, with the words that the facts of one item stand on.
export function DocumentPane({
  predicted,
  sections,
  item,
  facts,
  marked,
  lit,
  litKey,
  definitions,
  corrections,
}: {
  predicted: PredictedCase;
  sections: Section[];
  item: number;
  facts: Facts; // as they are judged
  marked: Facts; // as they are marked in the text
  lit: Evidence[];
  litKey: number; // changes with every wish to see the lit words
  definitions: Definitions;
  corrections: Correction[];
}) {
  const pane = useRef<HTMLDivElement>(null);
  const anchor = useRef<HTMLElement | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);

  // One stop of the Tab key for all marks: the last one visited, at first the first.
  useEffect(() => {
    const marks = pane.current?.querySelectorAll<HTMLElement>('[data-mark]') ?? [];
    if (marks.length > 0 && ![...marks].some((mark) => mark.tabIndex === 0)) {
      const [first] = marks;
      if (first) first.tabIndex = 0;
    }
  });

  useEffect(() => {
    if (litKey > 0) {
      pane.current?.querySelector('.mark-lit')?.scrollIntoView({ block: 'center' });
    }
  }, [litKey]);

  const visit = (event: KeyboardEvent<HTMLDivElement>) => {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowDown: 1,
      ArrowLeft: -1,
      ArrowUp: -1,
    };
    const step = steps[event.key];
    const marks = [...(pane.current?.querySelectorAll<HTMLElement>('[data-mark]') ?? [])];
    const at = marks.indexOf(event.target as HTMLElement);
    if (step === undefined || at < 0) return;
    const next = marks[at + step];
    event.preventDefault();
    if (next === undefined) return;
    for (const mark of marks) mark.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };

  return (
    <div className="document">
      <CaseHead predicted={predicted} />
      {(predicted.warnings ?? []).map((warning) => (
        <Notice key={warning} kind="warning">
          {warning}
        </Notice>
      ))}
      <Legend />
      {/* The marks inside take the focus; here the arrow keys only move it on. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div ref={pane} onKeyDown={visit} className="document-sections">
        {sections.map((section) => (
          <section key={section.name} aria-label={sectionName(section.name)}>
            <h2 className="document-heading">{sectionName(section.name)}</h2>
            {section.text.trim() === '' ? (
              <p className="soft">Nothing was read here.</p>
            ) : (
              <MarkedText
                section={section}
                facts={marked}
                lit={lit}
                onOpen={(element, names) => {
                  anchor.current = element;
                  setOpened({ element, names });
                }}
              />
            )}
          </section>
        ))}
      </div>
      <Popover
        className="popover"
        triggerRef={anchor}
        isOpen={opened !== null}
        onOpenChange={(open) => {
          if (!open) setOpened(null);
        }}
        placement="bottom start"
      >
        <Dialog className="popover-body" aria-label="What these words tell">
          {opened?.names.map((name) => (
            <div key={name} className="told">
              <div className="told-name">
                <strong>{factName(name)}</strong>
                {corrections.some((one) => one.item === item && one.fact === name) && (
                  <span className="tag tag-corrected">corrected</span>
                )}
              </div>
              <p className="soft small">{definitions.get(name)?.meaning}</p>
              <FactEditor
                item={item}
                name={name}
                fact={facts[name]}
                definitions={definitions}
                corrections={corrections}
              />
            </div>
          ))}
        </Dialog>
      </Popover>
    </div>
  );
}
