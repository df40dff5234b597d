import type { Page } from '@quire/domain';
import { isPage } from './answers.ts';
import { parseJson } from './parse-json.ts';
import { QuireError } from './quire-error.ts';
import { linesOf } from './text-of.ts';

/**
 * The pages of an ndjson answer, each as soon as its line is there. Leaving the loop early ends the
 * download.
 * @throws QuireError `unreachable` where the answer breaks off: never a short list that looks whole
 */
export async function* streamPages(response: Response, baseUrl: string): AsyncGenerator<Page> {
  for await (const line of linesOf(response, baseUrl)) yield pageOf(line, response.status);
}

function pageOf(line: string, status: number): Page {
  const page = parseJson(line);
  if (isPage(page)) return page;
  throw new QuireError('unexpected_answer', 'A line of the answer is no page.', { status });
}
