import type { FactsCase } from '../../api/types';
import type { Section } from './DocumentPane';

const order = ['request', 'utilization_review', 'rationale', 'summary', 'header'];

// The text around one item: its own sections, then those of the case.
export function sectionsOf(read: FactsCase, item: number): Section[] {
  const all = { ...read.sections, ...read.items[item]?.sections };
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(all)
    .map(([name, text]) => ({ name, text }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}
