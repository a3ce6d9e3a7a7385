import { useState } from 'react';
import { messageOf } from '../../api/client';
import { changeReview } from '../../api/history';
import type { Decision, Item } from '../../api/types';
import { Dialogue } from '../../components/Dialogue';
import { Notice } from '../../components/Notice';
import { percent } from '../../text/names';
import { reviewStore } from './store';

const decisions: [Decision, string][] = [
  ['approved', 'approved'],
  ['modified', 'modified'],
  ['denied', 'denied by a physician'],
];

// Records the review with its corrections and what the reviewer decided of each item.
export function RecordDialogue({
  items,
  isOpen,
  onClose,
}: {
  items: Item[];
  isOpen: boolean;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState<Record<number, Decision | ''>>({});
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const save = async () => {
    setBusy(true);
    setProblem('');
    try {
      const id = reviewStore.state().historyId ?? (await reviewStore.record());
      if (id === null) {
        setProblem(reviewStore.state().problem?.detail ?? 'It could not be recorded.');
        return;
      }
      const changes = items.map(({ index }) => {
        const decision = chosen[index] ?? '';
        return { index, decision: decision === '' ? null : decision };
      });
      await changeReview(id, changes, note.trim() === '' ? undefined : note.trim());
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialogue title="Record in history" isOpen={isOpen} onClose={onClose}>
      <p className="soft">
        Kept: the prediction, hashes of input, rules and model, corrected facts and your decision.
        The text of the case is kept only when the server was started to store it.
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Overturn</th>
            <th scope="col">Decision</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.index}>
              <th scope="row">{item.request}</th>
              <td className="number">{percent(item.probability_overturned)}</td>
              <td>
                <select
                  className="input"
                  aria-label={`Decision on item ${item.index + 1}`}
                  value={chosen[item.index] ?? ''}
                  onChange={(event) =>
                    setChosen({ ...chosen, [item.index]: event.target.value as Decision | '' })
                  }
                >
                  <option value="">not yet decided</option>
                  {decisions.map(([value, words]) => (
                    <option key={value} value={value}>
                      {words}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="record-note">
        <span className="field-label">Note (kept with the review)</span>
        <textarea
          className="input"
          rows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      {problem !== '' && <Notice kind="error">{problem}</Notice>}
      <div className="modal-buttons">
        <button
          type="button"
          className="button button-main"
          disabled={busy}
          onClick={() => void save()}
        >
          Record
        </button>
      </div>
    </Dialogue>
  );
}
