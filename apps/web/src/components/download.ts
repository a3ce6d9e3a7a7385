// Saves text as a file of the person's own computer.
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// A file name without what file systems forbid.
export function fileName(stem: string, extension: string): string {
  const clean = stem.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '');
  return `${clean === '' ? 'review' : clean.slice(0, 80)}.${extension}`;
}
