import { invalidRequest } from '../api/invalid-request.ts';
import { isLinear } from './linear-patterns.ts';

/** Properties that may be left out, over the whole schema. */
const MAX_OPTIONAL = 24;
/** Properties of several types, `anyOf` or a list of types: a nullable one counts. */
const MAX_UNIONS = 16;

type Schema = Readonly<Record<string, unknown>>;

const types = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'];
const formats = new Set(
  'date-time time date duration email hostname uri ipv4 ipv6 uuid'.split(' '),
);
/** What a schema may say, notes for the reader first; whatever else it says is refused. */
const known = new Set(
  (
    'title description default examples $schema $id $comment ' +
    'type enum const anyOf allOf $ref $defs definitions ' +
    'properties required additionalProperties items minItems format pattern'
  ).split(' '),
);

interface Tally {
  optional: number;
  unions: number;
}

/** Refuses what structured outputs cannot compile: the documented subset, and nothing beyond it. */
export function checkSchema(schema: Schema, path = 'output_config.format.schema'): void {
  const tally: Tally = { optional: 0, unions: 0 };
  walk(schema, path, { root: schema, path, tally, refs: [] });
  if (tally.optional > MAX_OPTIONAL) {
    throw invalidRequest(
      `${path}: Schemas contains too many optional parameters (${tally.optional}), which would make grammar compilation inefficient. Reduce the number of optional parameters (limit: ${MAX_OPTIONAL}).`,
    );
  }
  if (tally.unions > MAX_UNIONS) {
    throw invalidRequest(
      `${path}: Schemas contains too many parameters with union types (${tally.unions} parameters with type arrays or anyOf). Reduce the number of nullable or union-typed parameters (limit: ${MAX_UNIONS}).`,
    );
  }
}

interface Walk {
  readonly root: Schema;
  readonly path: string;
  readonly tally: Tally;
  /** The references being followed: meeting one again is a recursion. */
  readonly refs: readonly string[];
}

function walk(schema: unknown, path: string, context: Walk): void {
  if (!isSchema(schema)) throw invalidRequest(`${path}: Schema must be an object`);
  for (const key of Object.keys(schema)) {
    if (!known.has(key)) {
      throw invalidRequest(
        `${path}: For '${typeName(schema)}' type, property '${key}' is not supported`,
      );
    }
  }
  const ref = schema['$ref'];
  if (typeof ref === 'string') return followRef(ref, path, context);

  const type = schema['type'];
  const isTyped = ['anyOf', 'allOf', 'enum', 'const'].some((key) => key in schema);
  if (type === undefined && !isTyped) throw invalidRequest(`${path}: Schema must have a 'type'`);
  const names = Array.isArray(type) ? type : type === undefined ? [] : [type];
  for (const name of names) {
    if (typeof name !== 'string' || !types.includes(name)) {
      throw invalidRequest(`${path}: type '${String(name)}' is not supported`);
    }
  }
  if (names.includes('object')) checkObject(schema, path, context);
  if (names.includes('array')) checkArray(schema, path, context);
  checkText(schema, path);
  for (const key of ['anyOf', 'allOf']) {
    const members = schema[key];
    if (members === undefined) continue;
    if (!Array.isArray(members) || members.length === 0) {
      throw invalidRequest(`${path}.${key}: should be a non-empty list`);
    }
    if (key === 'allOf' && members.some((member) => isSchema(member) && '$ref' in member)) {
      throw invalidRequest(`${path}: 'allOf' with '$ref' is not supported`);
    }
    for (const [index, member] of members.entries())
      walk(member, `${path}.${key}.${index}`, context);
  }
}

function checkObject(schema: Schema, path: string, context: Walk): void {
  if (schema['additionalProperties'] !== false) {
    throw invalidRequest(
      `${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`,
    );
  }
  const properties = schema['properties'] ?? {};
  if (!isSchema(properties)) throw invalidRequest(`${path}.properties: should be an object`);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  for (const name of required) {
    if (typeof name !== 'string' || !(name in properties)) {
      throw invalidRequest(`${path}.required: '${String(name)}' is not among the properties`);
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    if (!required.includes(name)) context.tally.optional += 1;
    if (isSchema(property) && (Array.isArray(property['type']) || 'anyOf' in property)) {
      context.tally.unions += 1;
    }
    walk(property, `${path}.properties.${name}`, context);
  }
}

function checkArray(schema: Schema, path: string, context: Walk): void {
  const { minItems } = schema;
  if (minItems !== undefined && minItems !== 0 && minItems !== 1) {
    throw invalidRequest(
      `${path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`,
    );
  }
  if (schema['items'] !== undefined) walk(schema['items'], `${path}.items`, context);
}

function checkText(schema: Schema, path: string): void {
  const { format, pattern } = schema;
  if (format !== undefined && (typeof format !== 'string' || !formats.has(format))) {
    const given = JSON.stringify(format);
    throw invalidRequest(`${path}: For 'string' type, format ${given} is not supported`);
  }
  // Lookaround, backreferences and word boundaries have no place in the grammar.
  if (typeof pattern === 'string' && (/\\[bBk]/.test(pattern) || !isLinear(pattern))) {
    throw invalidRequest(`${path}: For 'string' type, pattern '${pattern}' is not supported`);
  }
  const values = Array.isArray(schema['enum']) ? schema['enum'] : [];
  if (values.some((value) => typeof value === 'object' && value !== null)) {
    throw invalidRequest(`${path}: 'enum' may only hold primitive values`);
  }
}

function followRef(ref: string, path: string, context: Walk): void {
  if (!ref.startsWith('#'))
    throw invalidRequest(`${path}: External '$ref' is not supported: ${ref}`);
  if (ref === '#' || context.refs.includes(ref)) {
    throw invalidRequest(`${path}: Circular reference detected: ${ref}`);
  }
  walk(resolveRef(ref, context.root), path, { ...context, refs: [...context.refs, ref] });
}

/** What a local reference points at; undefined when nothing is there. */
export function resolveRef(ref: string, root: Schema): unknown {
  let target: unknown = root;
  for (const part of ref.split('/').slice(1)) {
    target = isSchema(target)
      ? target[part.replaceAll('~1', '/').replaceAll('~0', '~')]
      : undefined;
  }
  return target;
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(schema: Schema): string {
  const { type } = schema;
  return Array.isArray(type) ? type.join('|') : typeof type === 'string' ? type : 'object';
}
