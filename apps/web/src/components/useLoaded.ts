import { useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/client';

export interface Loaded<T> {
  value: T | null;
  problem: string | null;
}

// What `load` gives, anew whenever `key` changes; null while it is on its way. `load` must depend
// on nothing but the key.
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Loaded<T> & { key: string }>({
    key: '',
    value: null,
    problem: null,
  });
  useEffect(() => {
    const control = new AbortController();
    load(control.signal)
      .then((value) => setState({ key, value, problem: null }))
      .catch((error: unknown) => {
        if (!isAbort(error)) setState({ key, value: null, problem: messageOf(error) });
      });
    return () => control.abort();
  }, [key]);
  return state.key === key ? state : { value: null, problem: null };
}
