// The server counts the places of evidence in bytes of UTF-8, JavaScript in units of UTF-16.

// Maps ascending or arbitrary byte offsets of `text` to string indexes. A byte inside a character
// maps to the character's beginning, one behind the end to the end.
export function indexOfByte(text: string): (byte: number) => number {
  // Where characters of more than one byte end: bytes and units up to there.
  const bytes: number[] = [];
  const units: number[] = [];
  let byte = 0;
  for (let unit = 0; unit < text.length;) {
    const code = text.codePointAt(unit) ?? 0;
    const wide = code > 0xffff ? 2 : 1;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    unit += wide;
    byte += size;
    if (size > 1) {
      bytes.push(byte);
      units.push(unit);
    }
  }
  const end = byte;
  return (asked) => {
    if (asked <= 0) return 0;
    if (asked >= end) return text.length;
    let low = 0;
    let high = bytes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((bytes[middle] ?? 0) <= asked) low = middle + 1;
      else high = middle;
    }
    const before = low === 0 ? 0 : (bytes[low - 1] ?? 0);
    const index = (low === 0 ? 0 : (units[low - 1] ?? 0)) + (asked - before);
    // Inside the next wide character: its beginning.
    const nextEnd = bytes[low];
    const nextUnit = units[low];
    if (nextEnd !== undefined && nextUnit !== undefined) {
      const code = text.codePointAt(nextUnit - 1) ?? 0;
      const wide = code >= 0xdc00 && code <= 0xdfff ? 2 : 1;
      return Math.min(index, nextUnit - wide);
    }
    return index;
  };
}
