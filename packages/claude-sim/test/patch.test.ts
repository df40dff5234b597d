import { describe, expect, test } from '@jest/globals';
import { hash } from 'node:crypto';
import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import { imageBlock, png } from './picture.ts';
import { pageRequest, textOf, withSim } from './with-sim.ts';

const LINES = [
  'The harbour',
  'It is a long infor-',
  'mation for all.',
  'Bolt | 5',
  'Wire | 7',
  '17',
];
const TRUTH =
  '# The harbour\n\nIt is a long information for all.\n\n| Bolt | 5 |\n| --- | --- |\n| Wire | 7 |\n\n17';
const picture = png(200, 200);

function patchRequest(): MessageCreateParamsNonStreaming {
  const numbered = LINES.map((line, at) => `${at + 1} ${line}`).join('\n');
  return pageRequest({
    thinking: { type: 'disabled' },
    messages: [
      {
        role: 'user',
        content: [
          imageBlock(picture),
          { type: 'text', text: `<lines>\n${numbered}\n</lines>` },
          { type: 'text', text: 'Say what each line is.' },
        ],
      },
    ],
  });
}

describe('a request that brings the numbered lines of its page', () => {
  test('is answered by what each line is, where the page was told', async () => {
    const { sim, client } = await withSim();
    sim.tellPages({ [hash('sha256', picture)]: TRUTH });
    const message = await client.messages.create(patchRequest());
    expect(textOf(message)).toBe('h1 1\np 2-3\nt 4-5\np 6');
    expect(textOf(await client.messages.create(pageRequest({}, picture)))).toBe(TRUTH);
  });

  test('is answered by what the lines look like, where nobody told', async () => {
    const { client } = await withSim();
    expect(textOf(await client.messages.create(patchRequest()))).toBe('h1 1\np 2-3\nt 4-5\np 6');
  });

  test('is answered with a slip by a careless reader, the same slip each time', async () => {
    const { client } = await withSim({ faults: [{ fault: 'careless' }] });
    const [one, other] = [
      textOf(await client.messages.create(patchRequest())),
      textOf(await client.messages.create(patchRequest())),
    ];
    expect(one).toBe(other);
    expect(one).not.toBe('h1 1\np 2-3\nt 4-5\np 6');
  });
});
