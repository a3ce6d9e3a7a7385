import { useCallback, useMemo, useState } from 'react';
import type { Evidence } from '../../api/types';

// Which words of the text are lit, at whose wish.
export interface Lit {
  key: string; // "criterion:ID", "fact:NAME" or ""
  evidence: Evidence[];
  wish: number; // grows with every wish
  show: (key: string, evidence: Evidence[]) => void;
}

const noEvidence: Evidence[] = [];

// A second wish for the same puts the light out.
export function useLit(): Lit {
  const [state, setState] = useState({ key: '', evidence: noEvidence, wish: 0 });
  const show = useCallback((key: string, evidence: Evidence[]) => {
    setState((before) =>
      before.key === key
        ? { key: '', evidence: noEvidence, wish: before.wish }
        : { key, evidence, wish: before.wish + 1 },
    );
  }, []);
  return useMemo(() => ({ ...state, show }), [state, show]);
}
