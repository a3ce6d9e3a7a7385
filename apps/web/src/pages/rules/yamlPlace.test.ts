import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { offersAt, schemaOf, type Schema } from './schemaHelp';
import { criterionIds, keysUnder, placeAt, type Place } from './yamlPlace';

// The caret stands where the bar is.
function at(marked: string): Place | null {
  const offset = marked.indexOf('|');
  return placeAt(marked.slice(0, offset) + marked.slice(offset + 1), offset);
}

const schema = JSON.parse(
  fs.readFileSync(
    new URL('../../../../../rules/schema/guideline.schema.json', import.meta.url),
    'utf8',
  ),
) as Schema;

const head = 'guideline: a\nlimits: {most: 6, least: 2}\ncriteria:\n  - id: first\n    text: t\n';

function offered(marked: string): string[] {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const place = placeAt(text, offset);
  if (!place) return [];
  const around = { limits: keysUnder(text, 'limits'), criteria: criterionIds(text) };
  return offersAt(schema, place, around).map((offer) => offer.label);
}

describe('the place of a caret', () => {
  it.each([
    ['an empty file', '|', [], 'key', ''],
    ['a word at the margin', 'guideline: a\nti|', [], 'key', 'ti'],
    ['behind a key', 'source: MT|', ['source'], 'value', 'MT'],
    ['under a key without a value', 'in_force:\n  fr|', ['in_force'], 'either', 'fr'],
    ['in an entry of a list', `${head}    stre|`, ['criteria', 0], 'key', 'stre'],
    ['on an empty line of an entry', `${head}    |`, ['criteria', 0], 'key', ''],
    ['a new entry', `${head}  - i|`, ['criteria', 1], 'either', 'i'],
    [
      'a value in an entry',
      `${head}    strength: req|`,
      ['criteria', 0, 'strength'],
      'value',
      'req',
    ],
    ['a key in flow style', `${head}    cite: {sec|}`, ['criteria', 0, 'cite'], 'key', 'sec'],
    ['a value in flow style', 'in_force: {from: 20|}', ['in_force', 'from'], 'value', '20'],
    ['a list in flow style', 'treatments: [a.b, the|]', ['treatments', 1], 'value', 'the'],
    [
      'flow within flow',
      `${head}    require: {any: [{red_flags: yes}, {not: {home|`,
      ['criteria', 0, 'require', 'any', 1, 'not'],
      'key',
      'home',
    ],
    [
      'flow over lines',
      'examples:\n  - name: n\n    facts: {body_parts: [wrist],\n            red_|}',
      ['examples', 0, 'facts'],
      'key',
      'red_',
    ],
    ['a list at the column of its key', 'criteria:\n- id: x\n  te|', ['criteria', 0], 'key', 'te'],
    ['after a block scalar', 'title: >-\n  some: text\n  here\nso|', [], 'key', 'so'],
    ['after an unclosed list', 'treatments: [a\ncriteria:\n  - i|', ['criteria', 0], 'either', 'i'],
    ['after quotes over lines', 'title: "a: b\n  c: d"\nso|', [], 'key', 'so'],
  ] as [string, string, (string | number)[], string, string][])(
    '%s',
    (_, marked, path, role, word) => {
      expect(at(marked)).toMatchObject({ path, role, word });
    },
  );

  it.each([
    ['a comment', 'source: MTUS # of the |'],
    ['a block scalar', 'title: >-\n  some |text'],
    ['quotes', 'title: "some |text"'],
    ['quotes in flow style', "cite: {section: 'a, |b'}"],
  ])('is none in %s', (_, marked) => {
    expect(at(marked)).toBeNull();
  });

  it('knows the other keys of its mapping, before and after', () => {
    expect(at('guideline: a\n|\nsource: b\nlimits: {c: 1}\n')?.siblings).toEqual([
      'guideline',
      'source',
      'limits',
    ]);
    expect(at(`${head}    |\n    cite: {}`)?.siblings).toEqual(['id', 'text', 'cite']);
    expect(at('a: {b: 1, |, c: 2}')?.siblings).toEqual(['b', 'c']);
  });

  it('counts the key under the caret not among the others', () => {
    expect(at('guid|eline: a\nsource: b')?.siblings).toEqual(['source']);
  });
});

describe('what the schema offers', () => {
  it('keys of a guideline that are missing, the required first', () => {
    const found = offered('guideline: a\n|');
    expect(found.slice(0, 3)).toEqual(['title', 'source', 'section']);
    expect(found).not.toContain('guideline');
    expect(found).toContain('limits');
  });

  it('values of an enumeration', () => {
    expect(offered('source: |')).toEqual(['MTUS', 'ACOEM', 'ODG', 'other']);
    expect(offered(`${head}    undocumented: |`)).toEqual(['against', 'neutral']);
  });

  it('facts and operators in a condition', () => {
    const found = offered(`${head}    require: {|}`);
    expect(found).toEqual(
      expect.arrayContaining(['red_flags', 'any', 'not', 'sessions_requested']),
    );
  });

  it('what a fact may be compared with', () => {
    expect(offered(`${head}    require: {red_flags: |}`)).toEqual(['yes', 'no', 'not_documented']);
    expect(offered(`${head}    require: {sessions_requested: {|}}`)).toContain('at_most');
    expect(offered(`${head}    require: {sessions_requested: {at_most: |}}`)).toEqual([
      'most',
      'least',
    ]);
  });

  it('treatments in a list and before there is one', () => {
    expect(offered('treatments: [|]')).toContain('therapy.acupuncture');
    expect(offered('treatments: |')).toContain('therapy.acupuncture');
  });

  it('the criteria of the file and what may come of them', () => {
    expect(offered(`${head}examples:\n  - name: n\n    expect: {|}`)).toEqual([
      'prediction',
      'first',
    ]);
    expect(offered(`${head}examples:\n  - name: n\n    expect: {first: |}`)).toEqual([
      'met',
      'unmet',
      'undocumented',
      'not_applicable',
    ]);
  });

  it('a schema for every kind of rule file', () => {
    expect(schemaOf('guidelines/a.yaml')).toBe('guideline');
    expect(schemaOf('lexicon/facts/course.yaml')).toBe('facts');
    expect(schemaOf('lexicon/body_parts.yaml')).toBe('body_parts');
    expect(schemaOf('base_rates.yaml')).toBe('base_rates');
    expect(schemaOf('notes.yaml')).toBeNull();
  });
});
