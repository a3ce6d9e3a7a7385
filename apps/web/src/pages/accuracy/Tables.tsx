import type { ReactNode } from 'react';
import { CaseLink } from '../../components/CaseLink';
import { treatmentText } from '../rules/words';
import type { DetailItem, Group } from './curves';
import { percent } from './figures';
import type { Open } from './charts';

export interface Column<Row> {
  head: string;
  of: (row: Row) => ReactNode;
  number?: boolean;
}

// A plain table whose first column names the row.
export function Rows<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row, index: number) => string | number;
}) {
  return (
    <table className="table table-dense">
      <caption className="hidden-text">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.head} scope="col" className={column.number ? 'cell-number' : undefined}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={keyOf(row, index)}>
            {columns.map((column, place) =>
              place === 0 ? (
                <th key={column.head} scope="row">
                  {column.of(row)}
                </th>
              ) : (
                <td key={column.head} className={column.number ? 'cell-number' : undefined}>
                  {column.of(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// How many items there are, as the way to them.
export function ItemsButton({
  title,
  items,
  open,
}: {
  title: string;
  items: DetailItem[];
  open: Open;
}) {
  return (
    <button type="button" className="link number" onClick={() => open(title, items)}>
      {items.length}
      <span className="hidden-text"> items: {title}</span>
    </button>
  );
}

export function GroupRows({
  caption,
  groups,
  nameOf,
  open,
}: {
  caption: string;
  groups: Group[];
  nameOf: (group: Group) => string;
  open: Open;
}) {
  return (
    <Rows
      caption={caption}
      rows={groups}
      keyOf={(_, index) => index}
      columns={[
        { head: 'Group', of: nameOf },
        {
          head: 'Items',
          number: true,
          of: (group) => <ItemsButton title={nameOf(group)} items={group.items} open={open} />,
        },
        { head: 'Overturned', number: true, of: (group) => group.overturned },
        { head: 'Observed', number: true, of: (group) => percent(group.observed) },
        {
          head: '95% interval',
          number: true,
          of: (group) => `${percent(group.interval[0])} to ${percent(group.interval[1])}`,
        },
        { head: 'Predicted', number: true, of: (group) => percent(group.predicted) },
        { head: 'Base rate', number: true, of: (group) => percent(group.baseRate) },
      ]}
    />
  );
}

export const treatmentName = (code: string | null) =>
  code === null || code === 'not recognised' ? 'not recognised' : treatmentText(code);

// The items behind something, each with the way to its letter.
export function ItemRows({
  caption,
  items,
  corpus,
  view,
}: {
  caption: string;
  items: DetailItem[];
  corpus: string | null;
  view: string;
}) {
  return (
    <Rows
      caption={caption}
      rows={items}
      keyOf={(item) => `${item.case}/${item.index}`}
      columns={[
        {
          head: 'Letter',
          of: (item) => <CaseLink corpus={corpus} name={item.case} view={view} item={item.index} />,
        },
        { head: 'Item', number: true, of: (item) => item.index + 1 },
        { head: 'Treatment', of: (item) => treatmentName(item.treatment) },
        {
          head: 'Predicted',
          number: true,
          of: (item) => percent(item.probability_overturned),
        },
        {
          head: '95% interval',
          number: true,
          of: (item) => `${percent(item.interval[0])} to ${percent(item.interval[1])}`,
        },
        {
          head: 'Ruling',
          of: (item) => (
            <span
              className={item.probability_overturned >= 0.5 === item.overturned ? undefined : 'bad'}
            >
              {item.overturned ? 'overturned' : 'upheld'}
            </span>
          ),
        },
        { head: 'Guideline', of: (item) => item.guideline ?? 'none' },
      ]}
    />
  );
}
