import { isSchema, resolveRef } from '../request/check-schema.ts';
import { labelled, nameWords } from './labelled.ts';
import { found, missing, type Found } from './found.ts';
import { readRows, type Row } from './read-rows.ts';
import type { Schema, Source } from './source.ts';

/** How an item is filled; handed in, since lists and items nest in each other. */
type Fill = (schema: unknown, name: string, source: Source) => Found;

/** A list: of objects, the rows of a table; of strings, lines or what a label lists. */
export function fillArray(schema: Schema, name: string, source: Source, fill: Fill): Found {
  const items = resolved(schema['items'], source);
  const needsOne = schema['minItems'] === 1;
  if (items === undefined) return missing(needsOne ? [null] : []);
  if (items['type'] === 'object') {
    const rows = readRows(source.lines).map((row) => fillRow(items, row, fill));
    if (rows.length > 0) return found(rows);
  }
  if (items['type'] === 'string') {
    const texts = /^(lines|paragraphs)$/.test(name) ? source.lines : listed(name, source);
    if (texts.length > 0) return found(texts);
  }
  const empty = { ...source, text: '', lines: [] };
  return missing(needsOne ? [fill(items, name, empty).value] : []);
}

function resolved(items: unknown, { root }: Source): Schema | undefined {
  if (!isSchema(items)) return undefined;
  const ref = items['$ref'];
  const target = typeof ref === 'string' ? resolveRef(ref, root) : items;
  return isSchema(target) ? target : undefined;
}

function listed(name: string, { lines }: Source): string[] {
  const text = labelled(name, lines)[0] ?? '';
  return text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A row's numbers go to the numeric properties by what their names say, its words to the rest. */
function fillRow(schema: Schema, row: Row, fill: Fill): Record<string, unknown> {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  let wordsGiven = false;
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const number = numberFor(name, row.numbers);
      const source = { root: schema, text: '', lines: [] };
      const empty = fill(property, name, source).value;
      const types = typesOf(property);
      if (types.includes('integer') && number !== undefined) return [name, Math.round(number)];
      if (types.includes('number') && number !== undefined) return [name, number];
      if (types.includes('string') && !wordsGiven) {
        wordsGiven = true;
        return [name, row.words];
      }
      return [name, empty];
    }),
  );
}

function typesOf(schema: unknown): unknown[] {
  if (!isSchema(schema)) return [];
  const { anyOf } = schema;
  if (Array.isArray(anyOf)) return anyOf.flatMap(typesOf);
  return [schema['type']].flat();
}

/** A row reads quantity, unit price, amount; of two numbers the first is the quantity or price. */
function numberFor(name: string, numbers: readonly number[]): number | undefined {
  const words = nameWords(name);
  if (/quantity|qty|count|units/.test(words)) return numbers.length > 1 ? numbers[0] : undefined;
  if (/unit|price|rate|each/.test(words)) return numbers.at(-2) ?? numbers[0];
  if (/tax|vat|discount/.test(words)) return numbers.length > 3 ? numbers.at(-2) : undefined;
  return numbers.at(-1);
}
