import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import { type StartedProcess, startProcess } from '@quire/testkit';
import { z } from 'zod';

const checkAnswers = new URL('./check-answers.ts', import.meta.url).href;
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The api as a process of its own, with a blob folder of its own. */
export interface TestApi {
  readonly url: string;
  readonly process: StartedProcess;
  /** Names of files that are half received. */
  incoming(): Promise<string[]>;
  /** Names of all stored files. */
  blobs(): Promise<string[]>;
  /** Every answer so far, with what of it the OpenAPI document does not say. */
  answers(): Promise<CheckedAnswer[]>;
  stop(): Promise<void>;
}

const checkedAnswer = z.object({ answer: z.string(), mistakes: z.array(z.string()) });

type CheckedAnswer = z.output<typeof checkedAnswer>;

const testFolder = mkdtemp(join(tmpdir(), 'quire-api-'));

const ANSWERS = '.ndjson';

const processes: StartedProcess[] = [];

// Of every test file that starts an api: what it answered has to be what its document says.
afterAll(async () => {
  // The last answers are on record once it has ended; to be ended twice does it no harm.
  await Promise.all(processes.map((one) => one.stop()));
  const folder = await testFolder;
  const files = (await readdir(folder)).filter((name) => name.endsWith(ANSWERS));
  const all = await Promise.all(files.map((file) => readAnswers(join(folder, file))));
  await rm(folder, { recursive: true });
  const wrong = all.flat().filter(({ mistakes }) => mistakes.length > 0);
  if (wrong.length === 0) return;
  throw new Error(`not as /openapi.json says: ${JSON.stringify(wrong.slice(0, 5), null, 1)}`);
});

export async function startTestApi(
  redisUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TestApi> {
  const folder = join(await testFolder, randomUUID());
  await mkdir(folder);
  const into = `${folder}${ANSWERS}`;
  const started = await startProcess({
    command: process.execPath,
    args: ['--import', `${checkAnswers}?into=${encodeURIComponent(into)}`, main],
    env: {
      REDIS_URL: redisUrl,
      QUIRE_PORT: '0',
      QUIRE_BLOBS: `file://${folder}`,
      QUIRE_WEBHOOK_ALLOW_PRIVATE: '1',
      LOG_LEVEL: 'warn',
      ...env,
    },
  });
  processes.push(started);
  return {
    url: started.readyLine.replace('ready ', ''),
    process: started,
    incoming: () => readdir(join(folder, 'incoming')).catch(() => []),
    async blobs() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('incoming'))
        .map(({ name }) => name);
    },
    answers: () => readAnswers(into),
    async stop() {
      await started.stop();
    },
  };
}

async function readAnswers(file: string): Promise<CheckedAnswer[]> {
  const lines = await readFile(file, 'utf8').catch(() => '');
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => checkedAnswer.parse(JSON.parse(line)));
}

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  instance: z.string(),
  request_id: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

/** Reads a problem, and holds it to the form that every one of them has (RFC 9457). */
export async function problemOf(response: Response): Promise<z.output<typeof problem>> {
  const type = response.headers.get('content-type') ?? '';
  const body: unknown = await response.json();
  if (!type.startsWith('application/problem+json')) {
    throw new Error(`not a problem but ${type}: ${JSON.stringify(body)}`);
  }
  const read = problem.parse(body);
  if (read.status !== response.status) throw new Error('the status is not the answer’s');
  if (read.type !== `/docs/failures#${read.code}`) throw new Error(`type ${read.type}`);
  if (read.request_id !== response.headers.get('x-request-id')) throw new Error('the request id');
  return read;
}

const document = z.looseObject({ id: z.string() });

/** The document in an answer that accepted it. */
export async function acceptedOf(response: Response): Promise<z.output<typeof document>> {
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  return document.parse(await response.json());
}

export const pdf = Buffer.from('%PDF-1.7\nthe api never opens it\n');

/** A raw upload. */
export function postPdf(
  url: string,
  { body = pdf, options, headers = {} }: PostPdf = {},
): Promise<Response> {
  const query = options === undefined ? '' : `?options=${encodeURIComponent(options)}`;
  return fetch(`${url}/v1/documents${query}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/pdf', ...headers },
  });
}

interface PostPdf {
  readonly body?: Uint8Array;
  /** JSON for the query. */
  readonly options?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(`${url}/v1/documents`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

export function postForm(url: string, form: FormData): Promise<Response> {
  return fetch(`${url}/v1/documents`, { method: 'POST', body: form });
}
