// CSV that spreadsheets open without running anything of it.

// A cell that begins like a formula is led by an apostrophe (OWASP, "CSV injection"). Numbers stay
// numbers.
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

// Lines end as RFC 4180 wants; the mark at the beginning tells spreadsheets that it is UTF-8.
export function csvText(rows: (string | number | null)[][]): string {
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
