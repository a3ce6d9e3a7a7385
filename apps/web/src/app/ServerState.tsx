import { useEffect, useState } from 'react';
import { health } from '../api/client';

type State = 'asking' | 'ready' | 'away';

const words: Record<State, string> = {
  asking: 'Asking the program …',
  ready: 'Nothing leaves this server',
  away: 'The program does not answer',
};

const secondsBetween = 15;

// Whether the program behind the pages answers; said aloud only when that changes.
export function ServerState() {
  const [state, setState] = useState<State>('asking');
  useEffect(() => {
    const stop = new AbortController();
    const ask = () => {
      health(stop.signal).then(
        () => setState('ready'),
        () => {
          if (!stop.signal.aborted) setState('away');
        },
      );
    };
    ask();
    const timer = setInterval(ask, secondsBetween * 1000);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, []);
  return (
    <p className="server-state" data-state={state} role="status">
      <span className="server-state-dot" aria-hidden="true" />
      {words[state]}
    </p>
  );
}
