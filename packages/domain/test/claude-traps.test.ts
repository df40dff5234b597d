import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const docs = new URL('../../../docs/', import.meta.url);
const page = readFileSync(new URL('claude-traps.md', docs), 'utf8');
const traps = page.split(/^(?=\d+\. )/m).slice(1);

test('docs/claude-traps.md names the 29 traps in order, and for each a test or why there is none', () => {
  expect(traps.map((trap) => Number.parseInt(trap, 10))).toEqual(
    Array.from({ length: 29 }, (_, at) => at + 1),
  );
  const bare = traps.filter((trap) => !/\]\(\.\.\/|Does not apply/.test(trap));
  expect(bare).toEqual([]);
});

test('the tests that it names are there', () => {
  const named = traps.flatMap((trap) =>
    [...trap.matchAll(/\]\(([^)]+\.test\.ts)\):\s+((?:`[^`]+`(?:,\s+)?)+)/g)].flatMap(
      ([, file = '', titles = '']) =>
        [...titles.matchAll(/`([^`]+)`/g)].map(([, title = '']) => ({ file, title })),
    ),
  );
  expect(named.length).toBeGreaterThan(30);
  const missing = named.filter(
    ({ file, title }) => !readFileSync(new URL(file, docs), 'utf8').includes(title),
  );
  expect(missing).toEqual([]);
});
