import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { View } from '../../api/types';
import { download } from '../../components/download';
import { Notice } from '../../components/Notice';
import { percent, riskLevel } from '../../text/names';
import { documentOfFile } from '../review/documents';
import { reviewStore } from '../review/store';
import {
  counted,
  noFilter,
  passes,
  sorted,
  worklistCsv,
  type Filter,
  type SortKey,
  type WorkRow,
} from './rows';
import { addFiles, clear, halt, inputOf, setView, useWorklist, type WorkState } from './store';
import './worklist.css';

const pageSize = 50;

function FilesButton({ folder, children }: { folder: boolean; children: ReactNode }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={(element) => {
          input.current = element;
          if (element) element.webkitdirectory = folder;
        }}
        type="file"
        multiple
        hidden
        aria-label={folder ? 'Open a folder' : 'Open files'}
        onChange={(event) => {
          addFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}

function Progress({ state }: { state: WorkState }) {
  if (state.total === 0) return null;
  return (
    <div className="work-progress">
      <progress value={state.done} max={state.total} aria-label="Inputs read" />
      <span className="number small" role="status">
        {state.done < state.total
          ? `${state.done} of ${state.total} read${state.running ? '' : ', stopped'}`
          : `${state.done} read, ${state.rows.length} requests`}
      </span>
      {state.running && (
        <button type="button" className="button button-quiet button-small" onClick={halt}>
          Stop
        </button>
      )}
    </div>
  );
}

function FilterSelect({
  label,
  value,
  values,
  onChange,
}: {
  label: string;
  value: string;
  values: string[];
  onChange: (value: string) => void;
}) {
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select
        className="input work-select"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">all</option>
        {counted(values).map(([one, count]) => (
          <option key={one} value={one}>
            {one} ({count})
          </option>
        ))}
      </select>
    </label>
  );
}

function Filters({
  rows,
  filter,
  onChange,
}: {
  rows: WorkRow[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}) {
  // Each offers what the others leave.
  const left = (blank: Partial<Filter>) =>
    rows.filter((row) => passes(row, { ...filter, ...blank }));
  return (
    <div className="work-filters">
      <FilterSelect
        label="Treatment"
        value={filter.treatment}
        values={left({ treatment: '' }).map((row) => row.treatment)}
        onChange={(treatment) => onChange({ ...filter, treatment })}
      />
      <FilterSelect
        label="Guideline"
        value={filter.guideline}
        values={left({ guideline: '' }).flatMap((row) => row.guidelines)}
        onChange={(guideline) => onChange({ ...filter, guideline })}
      />
      <FilterSelect
        label="Missing"
        value={filter.missing}
        values={left({ missing: '' }).flatMap((row) => row.missing)}
        onChange={(missing) => onChange({ ...filter, missing })}
      />
      <input
        className="input"
        type="search"
        aria-label="Find in case, file or request"
        placeholder="Case, file or request"
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
      />
    </div>
  );
}

function Sorter({
  name,
  column,
  sort,
  onSort,
}: {
  name: string;
  column: SortKey;
  sort: { key: SortKey; down: boolean };
  onSort: (key: SortKey) => void;
}) {
  const here = sort.key === column;
  const direction = (column === 'probability') === sort.down ? 'ascending' : 'descending';
  return (
    <th scope="col" aria-sort={here ? direction : 'none'}>
      <button type="button" className="sorter" onClick={() => onSort(column)}>
        {name} <span aria-hidden="true">{here ? (direction === 'ascending' ? '▴' : '▾') : ''}</span>
      </button>
    </th>
  );
}

function WorkTable({
  rows,
  sort,
  onSort,
  onOpen,
}: {
  rows: WorkRow[];
  sort: { key: SortKey; down: boolean };
  onSort: (key: SortKey) => void;
  onOpen: (row: WorkRow) => void;
}) {
  return (
    <div className="panel work-table">
      <table className="table">
        <thead>
          <tr>
            <Sorter name="Overturn" column="probability" sort={sort} onSort={onSort} />
            <Sorter name="Request" column="request" sort={sort} onSort={onSort} />
            <Sorter name="Case" column="case" sort={sort} onSort={onSort} />
            <Sorter name="Treatment" column="treatment" sort={sort} onSort={onSort} />
            <th scope="col">Decisive criterion</th>
            <th scope="col">Missing</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>
                <span className="work-figure" data-risk={riskLevel(row.risk, row.probability)}>
                  <strong className="number">{percent(row.probability)}</strong>
                  <span className="small">{row.abstained ? 'abstained' : row.prediction}</span>
                </span>
              </td>
              <td>
                <button type="button" className="work-open" onClick={() => onOpen(row)}>
                  {row.request}
                  <span className="hidden-text"> – open in Review</span>
                </button>
              </td>
              <td>
                {row.case}
                <div className="soft small work-name" title={row.name}>
                  {row.name}
                </div>
              </td>
              <td>{row.treatment}</td>
              <td className="small">
                <span className="work-clamp" title={row.decisive}>
                  {row.decisive}
                </span>
              </td>
              <td className="small">
                <span className="work-clamp" title={row.missing.join('; ')}>
                  {row.missing.join('; ')}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Pages({
  page,
  pages,
  count,
  onPage,
}: {
  page: number;
  pages: number;
  count: number;
  onPage: (page: number) => void;
}) {
  return (
    <nav className="work-pages" aria-label="Pages of the worklist">
      <span className="number" role="status">
        {count} {count === 1 ? 'request' : 'requests'}
        {pages > 1 && `, page ${page + 1} of ${pages}`}
      </span>
      {pages > 1 && (
        <>
          <button
            type="button"
            className="button"
            disabled={page === 0}
            onClick={() => onPage(page - 1)}
          >
            Earlier
          </button>
          <button
            type="button"
            className="button"
            disabled={page + 1 >= pages}
            onClick={() => onPage(page + 1)}
          >
            Next
          </button>
        </>
      )}
    </nav>
  );
}

function Unread({ state }: { state: WorkState }) {
  if (state.unread.length === 0) return null;
  return (
    <Notice kind="warning" title={`${state.unread.length} could not be read.`}>
      <details>
        <summary>Which, and why</summary>
        <ul className="work-unread small">
          {state.unread.map((one) => (
            <li key={`${one.source}:${one.name}`}>
              <strong>{one.name}</strong>: {one.error}
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}

export default function WorklistPage() {
  const state = useWorklist();
  const [, navigate] = useLocation();
  const [filter, setFilter] = useState(noFilter);
  const [sort, setSort] = useState<{ key: SortKey; down: boolean }>({
    key: 'probability',
    down: false,
  });
  const [asked, setPage] = useState(0);
  const { rows } = state;
  const shown = useMemo(
    () =>
      sorted(
        rows.filter((row) => passes(row, filter)),
        sort.key,
        sort.down,
      ),
    [rows, filter, sort],
  );
  const pages = Math.max(1, Math.ceil(shown.length / pageSize));
  const page = Math.min(asked, pages - 1);

  const open = (row: WorkRow) => {
    const input = inputOf(row);
    if (input === undefined) return;
    void documentOfFile(new File([input.content], input.name)).then((document) => {
      reviewStore.setReading(state.view);
      reviewStore.open(document, input.name, row.item);
      navigate('/review');
    });
  };

  return (
    <div className="page worklist">
      <div className="work-head">
        <h1>Worklist</h1>
        <FilesButton folder>Open a folder …</FilesButton>
        <FilesButton folder={false}>Open files …</FilesButton>
        <label className="field">
          <span className="field-label">Read as</span>
          <select
            className="input"
            value={state.view}
            onChange={(event) => setView(event.target.value as View)}
          >
            <option value="prescreen">open cases (prescreen)</option>
            <option value="record">past letters with findings (record)</option>
          </select>
        </label>
        <span className="work-right">
          <button
            type="button"
            className="button"
            disabled={shown.length === 0}
            onClick={() => download('worklist.csv', 'text/csv', worklistCsv(shown))}
          >
            Export CSV
          </button>
          <button
            type="button"
            className="button"
            disabled={state.total === 0}
            onClick={() => {
              clear();
              setFilter(noFilter);
            }}
          >
            Clear
          </button>
        </span>
      </div>
      {state.total === 0 && state.unread.length === 0 ? (
        <div className="panel work-empty">
          <p>
            Open a folder, several files, or JSON lines with a case on each. The requests appear
            here, those most likely to be overturned first.
          </p>
          <p className="soft">
            Files go only to the program that serves this page, and are kept only until the tab is
            closed. Nothing is sent to anyone else.
          </p>
        </div>
      ) : (
        <>
          <Progress state={state} />
          <Unread state={state} />
          <Filters
            rows={rows}
            filter={filter}
            onChange={(changed) => {
              setFilter(changed);
              setPage(0);
            }}
          />
          <WorkTable
            rows={shown.slice(page * pageSize, (page + 1) * pageSize)}
            sort={sort}
            onSort={(key) =>
              setSort((before) => ({ key, down: before.key === key ? !before.down : false }))
            }
            onOpen={open}
          />
          <Pages page={page} pages={pages} count={shown.length} onPage={setPage} />
        </>
      )}
    </div>
  );
}
