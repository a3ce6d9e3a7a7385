import type { Validity } from '../../api/rules';
import { treatmentName } from '../../text/names';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** "2007-06-15" as "15 Jun 2007"; what is no such day as it stands. */
export function dayText(day: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const month = months[Number(match?.[2]) - 1];
  return match && month ? `${Number(match[3])} ${month} ${match[1] ?? ''}` : day;
}

export function validityText([from, to]: Validity): string {
  if (from && to) return `${dayText(from)} – ${dayText(to)}`;
  if (from) return `since ${dayText(from)}`;
  if (to) return `until ${dayText(to)}`;
  return 'always';
}

export function inForce([from, to]: Validity, day: string): boolean {
  return (from === null || from <= day) && (to === null || day <= to);
}

/** "therapy.work_conditioning" as "therapy · work conditioning", a family as "all therapy". */
export const treatmentText = (code: string) =>
  code === '*'
    ? 'all treatments'
    : code.endsWith('.*')
      ? `all ${plainName(code.slice(0, -2))}`
      : treatmentName(code);

export const plainName = (name: string) => name.replaceAll('_', ' ');

/** The last part of "guideline/criterion". */
export const criterionName = (id: string) => id.slice(id.lastIndexOf('/') + 1);

export const statusText = (status: string) =>
  status === 'not_applicable'
    ? 'does not apply'
    : status === 'undocumented'
      ? 'not documented'
      : status;

export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'not documented';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value === 'string') return plainName(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The meanings of the facts named, from the end of a guideline's Markdown. */
export function factMeanings(markdown: string | undefined): [string, string][] {
  const at = markdown?.indexOf('## What the words mean') ?? -1;
  if (markdown === undefined || at < 0) return [];
  const found: [string, string][] = [];
  for (const match of markdown.slice(at).matchAll(/^- \*\*(.+?):\*\* (.+)$/gm)) {
    found.push([match[1] ?? '', (match[2] ?? '').replace(/\\([\\`*_{}[\]()#+.!|<>-])/g, '$1')]);
  }
  return found;
}
