import type { Citation } from '../api/types';

// "MTUS, ACOEM chapter 13, Table 13-5, p. 341-343 (in force 2007-06-15 to 2017-11-30)"
export function citationText(cite: Citation): string {
  const pages = cite.pages ? `, p. ${cite.pages}` : '';
  const [from, to] = cite.effective;
  const since = from === null ? '' : to === null ? `since ${from}` : `${from} to ${to}`;
  return `${cite.source}, ${cite.section}${pages}${since === '' ? '' : ` (in force ${since})`}`;
}
