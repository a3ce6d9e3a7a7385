// Long work of the server: begun with a POST that answers 202, then asked after until it ends.
import { getJson, request, sendJson } from './client';
import { ApiProblem } from './client';
import type { Job } from './types';

const pauseMilliseconds = 250;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('The job was given up.', 'AbortError'));
    });
  });
}

// Begins the work and gives its result. Aborting `signal` cancels the job on the server too.
export async function runJob<Result>(
  path: string,
  body: unknown,
  onProgress: (progress: Job['progress']) => void,
  signal: AbortSignal,
): Promise<Result> {
  let job = await sendJson<Job<Result>>('POST', path, body, signal);
  const address = `/jobs/${encodeURIComponent(job.id)}`;
  try {
    for (;;) {
      if (job.status === 'done' && job.result !== null) return job.result;
      if (job.status === 'failed' || job.status === 'cancelled' || job.status === 'done') {
        throw new ApiProblem(
          job.problem ?? { title: 'Cancelled', status: 0, detail: 'The work was cancelled.' },
        );
      }
      onProgress(job.progress);
      await pause(pauseMilliseconds, signal);
      job = await getJson<Job<Result>>(address, signal);
    }
  } catch (error) {
    if (signal.aborted) void request(address, { method: 'DELETE' }).catch(() => undefined);
    throw error;
  }
}
