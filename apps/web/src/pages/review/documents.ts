// Files and pasted text as documents of a review.
import type { ReviewDocument } from '../../api/types';

// The largest input that the server takes by default; larger ones are not even read here.
export const mostBytes = 32 * 1024 * 1024;

export async function documentOfFile(file: File): Promise<ReviewDocument> {
  if (file.size > mostBytes) {
    throw new Error(`${file.name} is larger than 32 MB. Split it, or use \`imr predict\`.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  // As bytes: the server knows encodings that a browser would have to guess.
  let binary = '';
  const step = 0x8000;
  for (let i = 0; i < bytes.length; i += step) {
    binary += String.fromCharCode(...bytes.subarray(i, i + step));
  }
  return { base64: btoa(binary) };
}

// Several cases in one file belong in the worklist.
export function holdsSeveralCases(name: string): boolean {
  return /\.(jsonl|ndjson)$/i.test(name);
}

export const acceptedFiles = '.txt,.text,.pdf,.yaml,.yml,.json,.md,text/plain,application/pdf';
