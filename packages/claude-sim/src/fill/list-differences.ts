import { isSchema } from '../request/check-schema.ts';
import { nameWords } from './labelled.ts';
import type { Schema } from './source.ts';

/** One line that is not the same in two pictures; null where a side lacks it. */
interface Difference {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * What differs between each picture and the one before it, line by line as the OCR engine reads them, in
 * the form of a schema that lists differences; undefined for any other schema.
 */
export function listDifferences(schema: Schema, texts: readonly string[]): unknown {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const [listName, list] =
    Object.entries(properties).find(
      ([, property]) => isSchema(property) && isSchema(property['items']),
    ) ?? [];
  if (listName === undefined || !isSchema(list) || !isSchema(list['items'])) return undefined;
  const fields = isSchema(list['items']['properties']) ? list['items']['properties'] : {};
  if (!('from_image' in fields) || !('to_image' in fields)) return undefined;
  const found = texts.slice(1).flatMap((text, at) => differences(texts[at] ?? '', text, at + 1));
  const count = found.length === 1 ? 'One difference.' : `${found.length} differences.`;
  return Object.fromEntries(
    Object.keys(properties).map((name) => [
      name,
      name === listName ? found.map((one) => itemOf(fields, one)) : count,
    ]),
  );
}

function differences(before: string, after: string, from: number): Difference[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const gone = old.filter((line) => !now.includes(line));
  const come = now.filter((line) => !old.includes(line));
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, at) => ({
    from,
    to: from + 1,
    line: now.indexOf(come[at] ?? '') + 1 || old.indexOf(gone[at] ?? '') + 1,
    before: gone[at] ?? null,
    after: come[at] ?? null,
  }));
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function itemOf(fields: Schema, { from, to, line, before, after }: Difference): unknown {
  const kind = before === null ? 'added' : after === null ? 'removed' : 'text';
  const said: Readonly<Record<string, unknown>> = { before, after };
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (name === 'from_image') return [name, from];
      if (name === 'to_image') return [name, to];
      if (name in said) return [name, said[name]];
      const values = isSchema(field) && Array.isArray(field['enum']) ? field['enum'] : null;
      const wanted = [kind, 'visible', 'other'].find((value) => values?.includes(value));
      if (values !== null) return [name, wanted ?? values[0]];
      return [name, `line ${line}, ${nameWords(name)} as read by the stand-in`];
    }),
  );
}
