import { unreachable } from './unreachable.ts';

/**
 * A body as text, as it comes.
 * @throws QuireError `unreachable` where it breaks off: never a short answer that looks whole
 */
export async function* textOf(response: Response, baseUrl: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    const chunks: AsyncIterable<Uint8Array> | never[] = response.body ?? [];
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw unreachable(error, baseUrl);
  }
  yield decoder.decode();
}

/** Its lines, the last one too where it has no end. @throws as `textOf` */
export async function* linesOf(response: Response, baseUrl: string): AsyncGenerator<string> {
  let unfinished = '';
  for await (const text of textOf(response, baseUrl)) {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    yield* lines;
  }
  if (unfinished !== '') yield unfinished;
}
