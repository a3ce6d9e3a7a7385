import { useEffect, useState } from 'react';
import { isAbort, messageOf } from '../../api/client';
import { checkRules, type RuleDiagnostic, type Texts } from '../../api/rules';

export interface Findings {
  list: RuleDiagnostic[];
  /** The list is of an earlier text. */
  checking: boolean;
  problem: string | null;
}

const none: Findings = { list: [], checking: false, problem: null };
const pauseMilliseconds = 250;

// What the server finds wrong with the changed files, asked after each pause in typing.
export function useFindings(texts: Texts): Findings {
  const key = JSON.stringify(texts);
  const [state, setState] = useState<Findings & { key: string }>({ ...none, key: '{}' });
  useEffect(() => {
    if (key === '{}') return undefined;
    const control = new AbortController();
    const timer = setTimeout(() => {
      checkRules(JSON.parse(key) as Texts, control.signal)
        .then((answer) =>
          setState({ list: answer.diagnostics, checking: false, problem: null, key }),
        )
        .catch((error: unknown) => {
          if (!isAbort(error)) {
            setState({ list: [], checking: false, problem: messageOf(error), key });
          }
        });
    }, pauseMilliseconds);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [key]);
  if (key === '{}') return none;
  return { ...state, checking: state.key !== key };
}
