// What a JSON Schema says of a place in a document: the keys and values that fit there, and what
// they mean. Follows $ref into $defs and every alternative; does not validate (the server does).

import type { Place, Step } from './yamlPlace';

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  description?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  patternProperties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  pattern?: string;
}

export interface Offer {
  label: string;
  kind: 'key' | 'value';
  /** What it takes or is, in a few words. */
  detail: string;
  meaning: string;
  required: boolean;
  /** What is inserted instead of the word. */
  apply: string;
}

/** The alternatives a schema stands for, without $ref, anyOf, oneOf and allOf. */
export function alternatives(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > 12) return [];
  const out: Schema[] = [];
  if (schema.$ref) {
    const name = schema.$ref.replace('#/$defs/', '');
    const target = root.$defs?.[name];
    if (target) out.push(...alternatives(root, target, depth + 1));
  }
  for (const each of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
    out.push(...alternatives(root, each, depth + 1));
  }
  if (
    schema.properties ||
    schema.items ||
    schema.enum ||
    schema.const !== undefined ||
    schema.type ||
    schema.additionalProperties
  ) {
    out.push(schema);
  }
  return out;
}

/** The schemas that speak of the value at a path. */
export function schemasAt(root: Schema, path: Step[]): Schema[] {
  let here: Schema[] = [root];
  for (const step of path) {
    const next: Schema[] = [];
    for (const schema of here.flatMap((each) => alternatives(root, each))) {
      if (typeof step === 'number') {
        if (schema.items) next.push(schema.items);
        continue;
      }
      const property = schema.properties?.[step];
      if (property) {
        next.push(property);
        continue;
      }
      const matching = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) =>
        new RegExp(pattern, 'u').test(step),
      );
      next.push(...matching.map(([, each]) => each));
      if (matching.length === 0 && typeof schema.additionalProperties === 'object') {
        next.push(schema.additionalProperties);
      }
    }
    here = next;
  }
  return here;
}

function described(root: Schema, schema: Schema): string {
  if (schema.description) return schema.description;
  const name = schema.$ref?.replace('#/$defs/', '');
  return (name && root.$defs?.[name]?.description) || '';
}

/** What a value of this schema looks like: "yes or no", "number", "one of 70". */
export function taken(root: Schema, schema: Schema): string {
  const kinds = new Set<string>();
  for (const each of alternatives(root, schema)) {
    const values = each.enum ?? (each.const !== undefined ? [each.const] : []);
    if (values.includes('yes') && values.includes('no')) kinds.add('yes or no');
    else if (values.length > 0 && values[0] !== 'not_documented') {
      kinds.add(
        values.length > 6
          ? `one of ${String(values.length)} codes`
          : values.map(String).join(' | '),
      );
    } else if (each.properties && kinds.size === 0) kinds.add('mapping');
    else if (each.items && kinds.size === 0) kinds.add('list');
    else if (each.type === 'number' || each.type === 'integer') kinds.add('number');
    else if (each.type === 'string' && kinds.size === 0) kinds.add('text');
  }
  return [...kinds].slice(0, 2).join(' or ');
}

function keyOffers(root: Schema, place: Place): Offer[] {
  const out = new Map<string, Offer>();
  for (const schema of schemasAt(root, place.path).flatMap((each) => alternatives(root, each))) {
    for (const [label, property] of Object.entries(schema.properties ?? {})) {
      if (place.siblings.includes(label) || out.has(label)) continue;
      out.set(label, {
        label,
        kind: 'key',
        detail: taken(root, property),
        meaning: described(root, property),
        required: schema.required?.includes(label) ?? false,
        apply: `${label}: `,
      });
    }
  }
  return [...out.values()];
}

function valueOffers(root: Schema, place: Place, limits: string[]): Offer[] {
  const out = new Map<string, Offer>();
  const add = (value: unknown, meaning: string, inList: boolean) => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    const label = String(value);
    if (out.has(label)) return;
    out.set(label, {
      label,
      kind: 'value',
      detail: '',
      meaning,
      required: false,
      apply: inList ? `[${label}]` : /^[*&!%@]/.test(label) ? `"${label}"` : label,
    });
  };
  const schemas = schemasAt(root, place.path);
  const found = schemas.flatMap((each) => alternatives(root, each));
  const scalars = found.filter((each) => each.enum !== undefined || each.const !== undefined);
  for (const schema of scalars) {
    for (const value of schema.enum ?? [schema.const]) add(value, '', false);
  }
  if (
    found.some((each) => typeIs(each, 'number')) &&
    found.some((each) => typeIs(each, 'string'))
  ) {
    for (const limit of limits) add(limit, 'A limit named in this file.', false);
  }
  if (scalars.length === 0 && place.role === 'value') {
    for (const list of found.filter((each) => each.items)) {
      for (const item of alternatives(root, list.items ?? {})) {
        for (const value of item.enum ?? []) add(value, '', true);
      }
    }
  }
  return [...out.values()];
}

function typeIs(schema: Schema, type: string): boolean {
  return schema.type === type || (Array.isArray(schema.type) && schema.type.includes(type));
}

export interface Around {
  /** Names of the limits and ids of the criteria of the file. */
  limits: string[];
  criteria: string[];
}

/** What fits at a place, the required first and then as the schema orders it. */
export function offersAt(root: Schema, place: Place, around: Around): Offer[] {
  const keys = place.role === 'value' ? [] : keyOffers(root, place);
  const values = place.role === 'key' ? [] : valueOffers(root, place, around.limits);
  if (place.role !== 'value' && place.path[0] === 'examples' && place.path[2] === 'expect') {
    for (const id of around.criteria) {
      if (place.siblings.includes(id)) continue;
      keys.push({
        label: id,
        kind: 'key',
        detail: 'criterion',
        meaning: '',
        required: false,
        apply: `${id}: `,
      });
    }
  }
  return [...keys.filter((key) => key.required), ...keys.filter((key) => !key.required), ...values];
}

/** What the key or value at a place means; "" when the schema does not say. */
export function meaningOf(root: Schema, path: Step[], key: string | null): string {
  const full = key === null ? path : [...path, key];
  for (const schema of schemasAt(root, full)) {
    const text = described(root, schema);
    if (text) return text;
  }
  return '';
}

const LEXICON = new Set([
  'context',
  'treatments',
  'drugs',
  'body_parts',
  'quantities',
  'dependencies',
  'verdicts',
  'citations',
]);

/** The name of the schema that a rule file follows; null when it has none. */
export function schemaOf(path: string): string | null {
  const parts = path.split('/');
  const stem = (parts[parts.length - 1] ?? '').replace(/\.ya?ml$/, '');
  if (parts.length === 2 && parts[0] === 'guidelines') return 'guideline';
  if (parts.length === 3 && parts[0] === 'lexicon' && parts[1] === 'facts') return 'facts';
  if (parts.length === 2 && parts[0] === 'lexicon' && LEXICON.has(stem)) return stem;
  if (parts.length === 1 && ['vocabulary', 'base_rates', 'scoring'].includes(stem)) return stem;
  return null;
}
