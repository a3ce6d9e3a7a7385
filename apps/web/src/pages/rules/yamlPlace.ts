// Where a caret stands in YAML that may be half written: the path of the mapping or value around
// it, whether a key or a value belongs there, and the keys its mapping already has. Knows the YAML
// that rule files are written in: block and flow collections, quoted, plain and block scalars.

export type Step = string | number;

export interface Place {
  /** Of the mapping a key would be added to, and of the value a value would become. */
  path: Step[];
  role: 'key' | 'value' | 'either';
  /** Where the word under the caret begins, and what of it stands before the caret. */
  from: number;
  word: string;
  /** Keys that the mapping has without the one under the caret. */
  siblings: string[];
  flow: boolean;
}

interface Collection {
  kind: 'map' | 'seq';
  path: Step[];
  indent: number;
  key: string | null;
  index: number;
  keys: { name: string; from: number }[];
}

interface Caret {
  place: Omit<Place, 'siblings'>;
  mapping: Collection | null;
}

const BLOCK_SCALAR = /^[|>][+-]?[0-9]?[+-]?\s*(#.*)?$/;
const KEY =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#[\]{},&*!|>'"%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)/;

function unquoted(text: string): string {
  const first = text[0];
  if (text.length > 1 && (first === '"' || first === "'") && text.endsWith(first)) {
    return text.slice(1, -1);
  }
  return text;
}

class Scanner {
  caret: Caret | null = null;
  private readonly stack: Collection[] = [];
  private readonly flow: Collection[] = [];
  private quote: '"' | "'" | null = null;
  private scalarParent: number | null = null;

  constructor(
    private readonly text: string,
    private readonly offset: number,
  ) {}

  run(): void {
    let start = 0;
    while (start <= this.text.length) {
      let end = this.text.indexOf('\n', start);
      if (end < 0) end = this.text.length;
      this.line(start, end);
      start = end + 1;
    }
  }

  private top(): Collection | undefined {
    return this.stack[this.stack.length - 1];
  }

  private static inside(collection: Collection | undefined): Step[] {
    if (!collection) return [];
    if (collection.kind === 'seq') return [...collection.path, collection.index];
    return collection.key === null ? collection.path : [...collection.path, collection.key];
  }

  private line(start: number, end: number): void {
    const line = this.text.slice(start, end);
    const here = this.offset >= start && this.offset <= end;
    const indent = line.length - line.trimStart().length;
    const blank = line.trim() === '';
    if (this.scalarParent !== null) {
      if (blank || indent > this.scalarParent) return;
      this.scalarParent = null;
    }
    if (this.quote) {
      const close = this.closing(start, end, this.quote);
      if (close < 0) return;
      this.quote = null;
      if (this.flow.length > 0) this.scanFlow(close, end, here);
      return;
    }
    if (this.flow.length > 0) {
      const outer = this.top()?.indent ?? 0;
      const leaves = !blank && indent <= outer && !/^\s*[\]}]/.test(line);
      if (!leaves) {
        this.scanFlow(start, end, here);
        return;
      }
      this.flow.length = 0;
    }
    if (here) this.capture(start, line);
    if (blank || line.trimStart().startsWith('#') || /^(---|\.\.\.|%)/.test(line)) return;
    this.block(start, end, indent, here);
  }

  // What a line of block style adds, from `column` on.
  private block(start: number, end: number, indent: number, here: boolean): void {
    let column = this.dashes(this.text.slice(start, end), indent, this.stack);
    const rest = this.text.slice(start + column, end);
    const key = KEY.exec(rest);
    if (key?.[1] !== undefined) {
      const mapping = Scanner.mappingAt(this.stack, column) ?? this.push(this.stack, 'map', column);
      mapping.key = unquoted(key[1]);
      mapping.keys.push({ name: mapping.key, from: start + column });
      column += key[0].length;
    }
    this.value(start + column, end, here);
  }

  private value(from: number, end: number, here: boolean): void {
    while (from < end && this.text[from] === ' ') ++from;
    const anchor = /^[&!][^\s]*\s+/.exec(this.text.slice(from, end));
    if (anchor) from += anchor[0].length;
    const first = this.text[from];
    if (from >= end || first === undefined) return;
    if (first === '{' || first === '[') {
      this.scanFlow(from, end, here);
    } else if (BLOCK_SCALAR.test(this.text.slice(from, end))) {
      this.scalarParent = this.top()?.indent ?? -1;
    } else if (first === '"' || first === "'") {
      if (this.closing(from + 1, end, first) < 0) this.quote = first;
    }
  }

  // Behind the closing quote, or -1.
  private closing(from: number, end: number, quote: string): number {
    for (let i = from; i < end; ++i) {
      if (quote === '"' && this.text[i] === '\\') {
        ++i;
      } else if (this.text[i] === quote) {
        if (quote === "'" && this.text[i + 1] === "'") {
          ++i;
        } else {
          return i + 1;
        }
      }
    }
    return -1;
  }

  private push(stack: Collection[], kind: 'map' | 'seq', indent: number): Collection {
    const made: Collection = {
      kind,
      indent,
      path: Scanner.inside(stack[stack.length - 1]),
      key: null,
      index: 0,
      keys: [],
    };
    stack.push(made);
    // A mapping that begins at the caret or behind it.
    const caret = this.caret;
    if (stack === this.stack && caret?.mapping === null && caret.place.role !== 'value') {
      if (!caret.place.flow && made.path.join('\0') === caret.place.path.join('\0')) {
        caret.mapping = made;
      }
    }
    return made;
  }

  // Takes the dashes that begin a line into the stack; gives the column behind them.
  private dashes(line: string, column: number, stack: Collection[]): number {
    while (line[column] === '-' && (line[column + 1] === ' ' || column + 1 === line.length)) {
      while (stack.length > 0 && (stack[stack.length - 1]?.indent ?? 0) > column) stack.pop();
      const top = stack[stack.length - 1];
      if (top?.kind === 'seq' && top.indent === column) {
        ++top.index;
      } else {
        this.push(stack, 'seq', column);
      }
      ++column;
      while (line[column] === ' ') ++column;
    }
    return column;
  }

  // The mapping whose keys stand at this column, if there is one; leaves its parent on top if not.
  private static mappingAt(stack: Collection[], column: number): Collection | null {
    for (let top = stack[stack.length - 1]; top; top = stack[stack.length - 1]) {
      if (top.indent < column) return null;
      if (top.indent === column && top.kind === 'map') return top;
      stack.pop();
    }
    return null;
  }

  // The caret stands in this line of block style.
  private capture(start: number, line: string): void {
    const before = line.slice(0, this.offset - start);
    if (/(^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ''))) return;
    const stack = this.stack.map((each) => ({ ...each }));
    const real = (found: Collection | null): Collection | null => {
      const at = found ? stack.indexOf(found) : -1;
      return at < 0 ? null : (this.stack[at] ?? null);
    };
    const indent = before.length - before.trimStart().length;
    const column = this.dashes(before, indent, stack);
    const rest = before.slice(column);
    const key = KEY.exec(rest);
    if (key?.[1] !== undefined) {
      const value = rest.slice(key[0].length).trimStart();
      if (/^[[{"'|>&!]/.test(value)) return; // flow is captured when it is scanned
      const mapping = Scanner.mappingAt(stack, column) ?? this.push(stack, 'map', column);
      this.caret = {
        place: {
          path: [...mapping.path, unquoted(key[1])],
          role: 'value',
          from: this.offset - value.length,
          word: value,
          flow: false,
        },
        mapping: null,
      };
      return;
    }
    if (/^[[{"'|>&!]/.test(rest)) return;
    const mapping = Scanner.mappingAt(stack, column);
    const dashed = column > indent;
    this.caret = {
      place: {
        path: mapping ? mapping.path : Scanner.inside(stack[stack.length - 1]),
        role: mapping || (stack.length === 0 && !dashed) ? 'key' : 'either',
        from: start + column,
        word: rest,
        flow: false,
      },
      mapping: real(mapping),
    };
  }

  // Flow style from `from` to the end of the line, or to its own end.
  private scanFlow(from: number, end: number, here: boolean): void {
    let word = from;
    for (let i = from; i <= end; ++i) {
      if (here && i === this.offset && this.flow.length > 0) this.captureFlow(word, i);
      if (i === end) return;
      const char = this.text[i];
      const top = this.flow[this.flow.length - 1];
      if (char === '{' || char === '[') {
        const parent = top ?? this.top();
        this.flow.push({
          kind: char === '{' ? 'map' : 'seq',
          indent: -1,
          path: Scanner.inside(parent),
          key: null,
          index: 0,
          keys: [],
        });
        word = i + 1;
      } else if (char === '}' || char === ']') {
        this.flow.pop();
        word = i + 1;
        if (this.flow.length === 0) return;
      } else if (char === ',') {
        if (top?.kind === 'map') top.key = null;
        if (top?.kind === 'seq') ++top.index;
        word = i + 1;
      } else if (
        char === ':' &&
        top?.kind === 'map' &&
        /[\s,{}[\]]|$/.test(this.text[i + 1] ?? '')
      ) {
        top.key = unquoted(this.text.slice(word, i).trim());
        top.keys.push({ name: top.key, from: word + this.leading(word, i) });
        word = i + 1;
      } else if (char === '#' && /\s/.test(this.text[i - 1] ?? ' ')) {
        return;
      } else if ((char === '"' || char === "'") && this.text.slice(word, i).trim() === '') {
        const close = this.closing(i + 1, end, char);
        if (close < 0) {
          this.quote = char;
          return;
        }
        if (here && this.offset > i && this.offset < close) return;
        i = close - 1;
      }
    }
  }

  private leading(from: number, to: number): number {
    const text = this.text.slice(from, to);
    return text.length - text.trimStart().length;
  }

  private captureFlow(word: number, at: number): void {
    const top = this.flow[this.flow.length - 1];
    if (!top) return;
    const from = word + this.leading(word, at);
    const place = { from, word: this.text.slice(from, at), flow: true };
    if (top.kind === 'seq' || top.key !== null) {
      this.caret = {
        place: { ...place, path: Scanner.inside(top), role: 'value' },
        mapping: null,
      };
    } else {
      this.caret = { place: { ...place, path: top.path, role: 'key' }, mapping: top };
    }
  }
}

/** Null inside comments, block scalars and quoted text. */
export function placeAt(text: string, offset: number): Place | null {
  const scanner = new Scanner(text, offset);
  scanner.run();
  if (!scanner.caret) return null;
  const { place, mapping } = scanner.caret;
  const siblings = (mapping?.keys ?? [])
    .filter((key) => key.from !== place.from)
    .map((key) => key.name);
  return { ...place, siblings };
}

/** The keys of the mapping at the path, in order: of `limits`, or the ids of a list's entries. */
export function keysUnder(text: string, key: string): string[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return [];
  const found: string[] = [];
  const flow = /\{(.*)\}/.exec(lines[at] ?? '');
  if (flow?.[1]) return [...flow[1].matchAll(/([\w-]+)\s*:/g)].map((match) => match[1] ?? '');
  for (const line of lines.slice(at + 1)) {
    if (/^[^\s#-]/.test(line)) break;
    const match = /^ {1,4}([\w-]+):/.exec(line);
    if (match?.[1]) found.push(match[1]);
  }
  return found;
}

/** The ids of the guideline's criteria. */
export function criterionIds(text: string): string[] {
  return [...text.matchAll(/^\s*-?\s*\{?\s*id:\s*([a-z0-9-]+)/gm)].map((match) => match[1] ?? '');
}
