import type { CheckedRequest } from '../request/checked-request.ts';

/** All the typed text of a request: what a fault rule's `text` is looked for in. */
export function requestText({ system, blocks }: CheckedRequest): string {
  return [...system, ...blocks.map(({ block }) => block)]
    .map((block) => (block.type === 'text' ? block.text : ''))
    .join('\n');
}
