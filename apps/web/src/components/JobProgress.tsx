import { Button } from 'react-aria-components';
import type { Job } from '../api/types';

// How far a job is, with a way out.
export function JobProgress({
  what,
  progress,
  onCancel,
}: {
  what: string;
  progress: Job['progress'] | null;
  onCancel: () => void;
}) {
  const total = progress?.total ?? null;
  const told =
    progress === null
      ? 'waiting'
      : total === null
        ? `${progress.done} letters`
        : `${progress.done} of ${total} letters`;
  return (
    <div className="job">
      <span className="job-what" role="status">
        {what} <span className="number soft">{total === progress?.done ? 'summing up' : told}</span>
      </span>
      <progress
        className="job-bar"
        aria-label={what}
        {...(total ? { max: total, value: progress?.done ?? 0 } : {})}
      />
      <Button className="button" onPress={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
