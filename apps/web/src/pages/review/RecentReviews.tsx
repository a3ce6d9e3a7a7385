import { useEffect, useState } from 'react';
import { messageOf } from '../../api/client';
import { changeReview, recentReviews, removeReview, type HistoryPage } from '../../api/history';
import type { ImrOutcome } from '../../api/types';
import { Notice } from '../../components/Notice';
import { percent, treatmentName } from '../../text/names';

const outcomes: [ImrOutcome, string][] = [
  ['upheld', 'upheld'],
  ['overturned', 'overturned'],
  ['partially_overturned', 'partially overturned'],
];

// "2026-11-22T20:15:00Z" as the reviewer's own date and time.
function localTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? time
    : date.toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
}

const pageSize = 20;

// What was recorded last, and what IMR found about it, to be entered when the letter comes.
export function RecentReviews() {
  const [page, setPage] = useState<HistoryPage | null>(null);
  const [problem, setProblem] = useState('');
  const [sought, setSought] = useState('');
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    recentReviews(pageSize, sought.trim(), undefined, stop.signal).then(
      setPage,
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(messageOf(error));
      },
    );
    return () => stop.abort();
  }, [sought, turn]);

  const keep = (done: Promise<unknown>) => {
    done.then(
      () => {
        setProblem('');
        setTurn((before) => before + 1);
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  };

  if (page === null && problem === '') return <p className="soft">Loading …</p>;
  const reviews = page?.reviews ?? [];
  return (
    <div className="recent">
      {problem !== '' && <Notice kind="error">{problem}</Notice>}
      {(reviews.length > 0 || sought !== '') && (
        <input
          className="input input-small"
          type="search"
          aria-label="Find a recorded review"
          placeholder="Case number or treatment"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      )}
      {reviews.length === 0 && (
        <p className="soft">
          {sought === ''
            ? 'None recorded yet. A review is recorded only on request.'
            : 'None found.'}
        </p>
      )}
      <ul className="recent-list">
        {reviews.map((one) => (
          <li key={one.id} className="recent-review">
            <p className="recent-head">
              <strong>{one.case === '' ? 'without a number' : one.case}</strong>
              <span className="soft small number">{localTime(one.time)}</span>
              <button
                type="button"
                className="button button-quiet button-small"
                aria-label={`Remove ${one.case} from the history`}
                onClick={() => keep(removeReview(one.id))}
              >
                remove
              </button>
            </p>
            <ul>
              {one.items.map((item) => (
                <li key={item.index} className="recent-item">
                  <span>
                    {item.index + 1}. {treatmentName(item.treatment)}{' '}
                    <span className="soft number">
                      {item.prediction} {percent(item.probability_overturned)}
                      {item.decision !== null && `, ${item.decision}`}
                    </span>
                  </span>
                  <label className="field small">
                    <span className="field-label">IMR</span>
                    <select
                      className="input input-small"
                      aria-label={`IMR outcome of ${one.case} item ${item.index + 1}`}
                      value={item.imr_outcome ?? ''}
                      onChange={(event) => {
                        const value = event.target.value;
                        keep(
                          changeReview(one.id, [
                            {
                              index: item.index,
                              imr_outcome: value === '' ? null : (value as ImrOutcome),
                            },
                          ]),
                        );
                      }}
                    >
                      <option value="">not yet known</option>
                      {outcomes.map(([value, words]) => (
                        <option key={value} value={value}>
                          {words}
                        </option>
                      ))}
                    </select>
                  </label>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {page !== null && page.total > reviews.length && (
        <p className="soft small">
          {reviews.length} of {page.total}. <code>imr history list</code> shows all.
        </p>
      )}
    </div>
  );
}
