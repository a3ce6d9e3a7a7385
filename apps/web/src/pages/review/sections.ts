import type { FactsCase } from '../../api/types';
import type { Section } from './DocumentPane';

const order = ['request', 'utilization_review', 'rationale', 'summary', 'header'];

// The text around one item: its own sections, then those of the case. Of empty ones only the
// summary: a reviewer is to see that nothing was read there.
export function sectionsOf(read: FactsCase, item: number): Section[] {
  const all = { ...read.sections, ...read.items[item]?.sections };
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(all)
    .map(([name, text]) => ({ name, text }))
    .filter(({ name, text }) => name === 'summary' || text.trim() !== '')
    .sort((a, b) => rank(a.name) - rank(b.name));
}
