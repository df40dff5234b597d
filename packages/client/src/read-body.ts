import { parseJson } from './parse-json.ts';
import { QuireError } from './quire-error.ts';
import { unreachable } from './unreachable.ts';

/**
 * The whole body as text.
 * @throws QuireError `unreachable` where it breaks off
 */
export async function readText(response: Response, baseUrl: string): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw unreachable(error, baseUrl);
  }
}

/**
 * The body as JSON.
 * @throws QuireError `unexpected_answer` where it is not what was asked for, `unreachable` where it
 * breaks off
 */
export async function readJson<Body>(
  response: Response,
  baseUrl: string,
  isBody: (value: unknown) => value is Body,
): Promise<Body> {
  const value = parseJson(await readText(response, baseUrl));
  if (isBody(value)) return value;
  const detail = `What answered at ${baseUrl} does not speak as Quire does: is QUIRE_URL right?`;
  throw new QuireError('unexpected_answer', detail, { status: response.status });
}
