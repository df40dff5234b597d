import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { makePdf } from '@quire/testkit';
import { readPage } from '../src/read-page.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];

beforeAll(async () => {
  bench = await openBench();
  ({ ports } = bench);
});

afterAll(() => bench.close());

test('data is mended by rule where it was copied as it is printed, and what came is kept', async () => {
  const schema = {
    type: 'object',
    properties: { total: { type: 'number' }, state: { enum: ['new', 'used'] } },
    required: ['total', 'state'],
    additionalProperties: false,
  };
  const id = await bench.aDocument({ task: 'extract', schema });
  const text = '{"total":"1.234,50 €","state":"NEW"}';
  await readPage({ documentId: id, page: 1 }, answering(text), run());
  expect(await bench.committed(id, 1)).toMatchObject({
    verdict: 'ok',
    text,
    data: { total: 1234.5, state: 'new' },
    repairs: [
      { pointer: '/total', from: '1.234,50 €', to: 1234.5, rule: 'number' },
      { pointer: '/state', from: 'NEW', to: 'new', rule: 'enum-case' },
    ],
  });
});

test('a transcription is held against what the page says of itself, and the evidence is kept', async () => {
  const text =
    'The northern terminal handled 4,812 vessels before the end of the quarter.\nEach licensed ' +
    'carrier must document its storage contracts\nwhile the old bridge was closed for 37 days.';
  const hash = await bench.aSource(await makePdf([{ text }, { text }, { text }]));
  const id = await bench.aDocument({}, hash);
  await readPage({ documentId: id, page: 1 }, answering(text), run());
  expect(await bench.committed(id, 1)).toMatchObject({
    verdict: 'ok',
    evidence: { reason: 'none', layer: { recall: 1, numbers_changed: 0 } },
  });
  await readPage({ documentId: id, page: 2 }, answering(text.replace('37', '57')), run());
  expect(await bench.committed(id, 2)).toMatchObject({
    verdict: 'disagrees',
    error: { code: 'answer_disagrees' },
    evidence: { reason: 'numbers_changed', layer: { numbers_added: ['57'] } },
  });
  // The stand-in's own answer has nothing to do with the page.
  await readPage({ documentId: id, page: 3 }, ports, run());
  expect(await bench.committed(id, 3)).toMatchObject({
    verdict: 'disagrees',
    evidence: { reason: 'words_missing' },
  });
  expect(await ports.documents.read(id)).toMatchObject({ goodPages: 1, failedPages: 2 });

  const asked = await bench.aDocument({ prompt: 'How many vessels?' }, hash);
  await readPage({ documentId: asked, page: 1 }, answering('4,812'), run());
  expect(await bench.committed(asked, 1)).toMatchObject({
    verdict: 'ok',
    evidence: { layer: null },
  });
});

/** The stand-in's answers with other words in them. */
function answering(text: string): typeof ports {
  return {
    ...ports,
    claude: {
      ...ports.claude,
      async call(...request: Parameters<typeof ports.claude.call>) {
        const outcome = await ports.claude.call(...request);
        return outcome.kind === 'accepted'
          ? { ...outcome, answer: { ...outcome.answer, text } }
          : outcome;
      },
    },
  };
}
