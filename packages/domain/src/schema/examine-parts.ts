import { type Adapting, isOneTooMany, refuse, type SchemaMistake } from './adapting.ts';
import { contradictions } from './contradictions.ts';
import { isSchema, type JsonSchema } from './json-schema.ts';
import { patternMistake, patternSteps } from './linear-pattern.ts';
import { resolveRef } from './resolve-ref.ts';

type Path = SchemaMistake['path'];

/** Steps of all patterns together: they may all be for the same text. */
const MAX_STEPS = 2_000;

/** What holds of the value itself. */
const mainKeywords = ['items', 'allOf', 'anyOf', 'oneOf', 'properties'];
/** What is only said of a value that may not be there: nonsense in it may be meant (`not: {enum: []}`). */
const asideKeywords = (
  'not if then else contains propertyNames prefixItems additionalProperties patternProperties ' +
  'dependentSchemas dependencies unevaluatedItems unevaluatedProperties contentSchema'
).split(' ');
/** Keywords whose fields are schemas by a name of the client's. */
const named = new Set(['properties', 'patternProperties', 'dependentSchemas', 'dependencies']);

/**
 * Looks at every part of a schema that an answer will be held to, those that are only told to Claude
 * in words too, references followed: refuses patterns that are not run, parts that contradict
 * themselves, and what would keep the validator busy without end.
 */
export function examineParts(root: JsonSchema): readonly SchemaMistake[] {
  const context: Examining = {
    root,
    refs: [],
    mistakes: [],
    size: { parts: 0 },
    steps: { sum: 0 },
  };
  examine(root, [], context, false);
  if (context.steps.sum > MAX_STEPS) {
    const message = `has patterns of ${context.steps.sum} steps together, of at most ${MAX_STEPS}`;
    refuse(message, [], context);
  }
  return context.mistakes;
}

interface Examining extends Adapting {
  readonly steps: { sum: number };
}

function examine(schema: unknown, path: Path, context: Examining, isAside: boolean): void {
  if (!isSchema(schema) || isOneTooMany(context)) return;
  examinePatterns(schema, path, context);
  if (!isAside) {
    for (const { keyword, message } of contradictions(schema)) {
      refuse(message, [...path, keyword], context);
    }
  }
  if (path.length > 0 && typeof schema['$id'] === 'string') {
    const message = 'would change what references below it point at: leave it out';
    refuse(message, [...path, '$id'], context);
  }
  examineRef(schema, path, context, isAside);
  for (const keyword of mainKeywords) examineBelow(schema, keyword, path, context, isAside);
  for (const keyword of asideKeywords) examineBelow(schema, keyword, path, context, true);
}

function examineBelow(
  schema: JsonSchema,
  keyword: string,
  path: Path,
  context: Examining,
  isAside: boolean,
): void {
  const below = schema[keyword];
  const here = [...path, keyword];
  if (Array.isArray(below)) {
    for (const [at, one] of below.entries()) examine(one, [...here, at], context, isAside);
  } else if (isSchema(below) && named.has(keyword)) {
    for (const [name, one] of Object.entries(below)) {
      examine(one, [...here, name], context, isAside);
    }
  } else {
    examine(below, here, context, isAside);
  }
}

function examineRef(schema: JsonSchema, path: Path, context: Examining, isAside: boolean): void {
  for (const keyword of ['$dynamicRef', '$recursiveRef']) {
    if (keyword in schema) refuse('is not taken: use $ref', [...path, keyword], context);
  }
  const { $ref: ref } = schema;
  if (typeof ref !== 'string') return;
  const here = [...path, '$ref'];
  if (context.refs.includes(ref)) {
    refuse(`is recursive (${ref}): write out as many levels as you need`, here, context);
    return;
  }
  const target = resolveRef(ref, context.root);
  if (target === null) {
    refuse(`points outside this schema (${ref}): put it under $defs`, here, context);
    return;
  }
  examine(target.value, target.path, { ...context, refs: [...context.refs, ref] }, isAside);
}

function examinePatterns(schema: JsonSchema, path: Path, context: Examining): void {
  const { pattern, patternProperties } = schema;
  const names = isSchema(patternProperties) ? Object.keys(patternProperties) : [];
  const patterns: [Path, string][] = names.map((name) => [
    [...path, 'patternProperties', name],
    name,
  ]);
  if (typeof pattern === 'string') patterns.push([[...path, 'pattern'], pattern]);
  for (const [here, source] of patterns) {
    const mistake = patternMistake(source);
    if (mistake !== null) refuse(mistake, here, context);
    context.steps.sum += patternSteps(source);
  }
}
