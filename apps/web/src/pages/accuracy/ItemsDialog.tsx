import { Button } from 'react-aria-components';
import { Dialogue } from '../../components/Dialogue';
import { download, fileName } from '../../components/download';
import { csvText } from '../../text/csv';
import type { DetailItem } from './curves';
import { itemTable } from './figures';
import { ItemRows } from './Tables';

// The letters behind a point of a chart or a cell of a table.
export function ItemsDialog({
  title,
  items,
  corpus,
  view,
  onClose,
}: {
  title: string;
  items: DetailItem[];
  corpus: string | null;
  view: string;
  onClose: () => void;
}) {
  const sorted = [...items].sort((a, b) => b.probability_overturned - a.probability_overturned);
  const overturned = items.filter((item) => item.overturned).length;
  return (
    <Dialogue title={title} isOpen wide onClose={onClose}>
      <div className="panel-row">
        <p className="soft">
          {items.length} {items.length === 1 ? 'item' : 'items'}, {overturned} overturned.
          {corpus !== null && ' A letter opens in Review.'}
        </p>
        <Button
          className="button button-small"
          onPress={() => download(fileName(title, 'csv'), 'text/csv', csvText(itemTable(sorted)))}
        >
          Save as CSV
        </Button>
      </div>
      <ItemRows caption={title} items={sorted} corpus={corpus} view={view} />
    </Dialogue>
  );
}
