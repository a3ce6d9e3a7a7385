// Names of the vocabulary and numbers as people read them.
import type { Change, FactValue } from '../api/types';

export function factName(name: string): string {
  return name.replaceAll('_', ' ');
}

export function treatmentName(code: string | null): string {
  return code === null ? 'not recognised' : code.replace('.', ' · ').replaceAll('_', ' ');
}

export function valueName(value: FactValue | null): string {
  if (value === null) return 'silent';
  if (Array.isArray(value)) return value.map((one) => one.replaceAll('_', ' ')).join(', ');
  return typeof value === 'number' ? String(value) : value.replaceAll('_', ' ');
}

export function changeName(change: Change): string {
  return Object.entries(change)
    .map(([fact, value]) => `${factName(fact)}: ${valueName(value)}`)
    .join(', ');
}

// 0.6631 as "66%"; what is not nothing is not called 0%, what is not certain not 100%.
export function percent(probability: number): string {
  const rounded = Math.round(probability * 100);
  if (rounded === 0 && probability > 0) return '<1%';
  if (rounded === 100 && probability < 1) return '>99%';
  return `${rounded}%`;
}

const sections: Record<string, string> = {
  header: 'Case data',
  summary: 'Clinical summary and records',
  request: 'Request',
  utilization_review: 'Utilization review',
  rationale: 'Findings of the IMR expert',
};

export function sectionName(section: string): string {
  return sections[section] ?? section.replaceAll('_', ' ');
}

// "sha256:e8b7eae62d21..." as "e8b7eae62d21".
export function shortHash(hash: string | null): string {
  return hash === null ? 'none' : hash.replace('sha256:', '').slice(0, 12);
}

export type RiskLevel = 'high' | 'medium' | 'low';

// Of the model's band, or of the probability alone where no model is loaded.
export function riskLevel(risk: string | null, probability: number): RiskLevel {
  if (risk === 'high') return 'high';
  if (risk !== null) return risk === 'usual' ? 'low' : 'medium';
  return probability >= 0.5 ? 'high' : probability >= 0.25 ? 'medium' : 'low';
}
