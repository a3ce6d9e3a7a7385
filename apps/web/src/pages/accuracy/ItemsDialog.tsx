import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { DetailItem } from './curves';
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
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="modal modal-wide">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <Button className="button" onPress={onClose}>
              Close
            </Button>
          </div>
          <p className="soft">
            {items.length} {items.length === 1 ? 'item' : 'items'}, {overturned} overturned. A
            letter opens in Review.
          </p>
          <ItemRows caption={title} items={sorted} corpus={corpus} view={view} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
