import { describe, expect, it } from 'vitest';
import { indexOfByte } from './bytes';

// Obviously right, and slow: the bytes before the place, read back.
function slowly(text: string, byte: number): number {
  let units = 0;
  let bytes = 0;
  for (const character of text) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > byte) return units;
    units += character.length;
  }
  return units;
}

describe('places in bytes become places in the string', () => {
  const texts = [
    '',
    'plain ASCII only',
    'flexion 105° – “locks” daily',
    'é',
    '😀',
    'a😀b',
    '日本語 and Ωmega',
    '😀😀é😀',
  ];
  it.each(texts)('%j', (text) => {
    const index = indexOfByte(text);
    const size = new TextEncoder().encode(text).length;
    for (let byte = 0; byte <= size; ++byte) expect(index(byte)).toBe(slowly(text, byte));
  });

  it('holds to the text whatever is asked', () => {
    const index = indexOfByte('né');
    expect(index(-5)).toBe(0);
    expect(index(99)).toBe(2);
  });

  it('cuts the words that the server cut', () => {
    const text = 'Flexion is 105°; “the knee locks”.';
    const bytes = new TextEncoder().encode(text);
    const start = bytes.indexOf('k'.charCodeAt(0));
    const index = indexOfByte(text);
    expect(text.slice(index(start), index(start + 4))).toBe('knee');
  });
});
