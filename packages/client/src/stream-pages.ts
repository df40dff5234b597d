import type { Page } from '@quire/domain';
import { isPage } from './answers.ts';
import { parseJson } from './parse-json.ts';
import { QuireError } from './quire-error.ts';
import { unreachable } from './unreachable.ts';

/**
 * The pages of an ndjson answer, each as soon as its line is there. Leaving the loop early ends the
 * download.
 * @throws QuireError `unreachable` where the answer breaks off: never a short list that looks whole
 */
export async function* streamPages(response: Response, baseUrl: string): AsyncGenerator<Page> {
  let unfinished = '';
  for await (const text of textOf(response, baseUrl)) {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) yield pageOf(line, response.status);
  }
  if (unfinished !== '') yield pageOf(unfinished, response.status);
}

async function* textOf(response: Response, baseUrl: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    const chunks: AsyncIterable<Uint8Array> | never[] = response.body ?? [];
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw unreachable(error, baseUrl);
  }
  yield decoder.decode();
}

function pageOf(line: string, status: number): Page {
  const page = parseJson(line);
  if (isPage(page)) return page;
  throw new QuireError('unexpected_answer', 'A line of the answer is no page.', { status });
}
