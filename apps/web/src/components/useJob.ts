import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbort, messageOf } from '../api/client';
import { runJob } from '../api/jobs';
import type { Job } from '../api/types';

export interface JobState<Result> {
  running: boolean;
  progress: Job['progress'] | null;
  problem: string | null;
  start: (path: string, body: unknown, onResult: (result: Result) => void) => void;
  cancel: () => void;
}

// One job at a time; a new one, or leaving the page, gives up the one before.
export function useJob<Result>(): JobState<Result> {
  const control = useRef<AbortController | null>(null);
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<Job['progress'] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const cancel = useCallback(() => control.current?.abort(), []);
  useEffect(() => cancel, [cancel]);

  const start = useCallback((path: string, body: unknown, onResult: (result: Result) => void) => {
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    setRunning(true);
    setProgress(null);
    setProblem(null);
    runJob<Result>(path, body, setProgress, mine.signal)
      .then(onResult)
      .catch((error: unknown) => {
        if (!isAbort(error)) setProblem(messageOf(error));
      })
      .finally(() => {
        if (control.current === mine) setRunning(false);
      });
  }, []);
  return { running, progress, problem, start, cancel };
}
