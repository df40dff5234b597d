import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { freePort } from '@quire/testkit';
import { runCli, startCli } from './run-cli.ts';
import { type Answers, say, someDocument, startAnswers } from '@quire/testkit';

// Each run is a process of its own: half a second, and more on a busy machine.
jest.setTimeout(30_000);

let folder: string;
let answers: Answers | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-command-'));
  await writeFile(join(folder, 'a.pdf'), '%PDF-1.4');
});

afterEach(async () => {
  await answers?.stop();
  answers = undefined;
  await rm(folder, { recursive: true });
});

/** A server whose documents go through these states, one at each look. */
async function serve(...states: readonly object[]): Promise<{ readonly QUIRE_URL: string }> {
  let looks = 0;
  answers = await startAnswers(({ path, method }, response) => {
    if (method === 'POST') say(response, 202, someDocument());
    else if (path.includes('/result?format=markdown')) response.end('# Text\n');
    else if (path.includes('/result')) say(response, 200, someDocument({ pages: [] }));
    else say(response, 200, someDocument(states[Math.min(looks++, states.length - 1)]));
  });
  return { QUIRE_URL: answers.url };
}

/** An event that tells of a document in this state. */
function eventOf(state: object): string {
  return `id: 1-0\nevent: document\ndata: ${JSON.stringify(someDocument(state))}\n\n`;
}

const counted = { total: 3, done: 2, failed: 1, blank: 0, cached: 0 };
const partial = { status: 'partial', pages: counted, failed_pages: [2], cost_usd: 0.0021 };

describe('a command line that cannot be meant', () => {
  test('ends with 2 and says why', async () => {
    expect((await runCli([])).code).toBe(2);
    expect(await runCli(['frob'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('quire: usage: there is no command "frob"'),
    });
    expect(await runCli(['submit'])).toMatchObject({ code: 2, stdout: '' });
    expect(await runCli(['status', '--frob'])).toMatchObject({ code: 2 });
    expect(await runCli(['status'], { QUIRE_URL: 'nonsense' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('QUIRE_URL takes an address'),
    });
  });

  test('of files that are not there sends nothing', async () => {
    const environment = await serve(partial);
    const missing = join(folder, 'no.pdf');
    expect(await runCli(['submit', join(folder, 'a.pdf'), missing], environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`quire: usage: ${missing}: no such file or directory.`),
    });
    expect(await runCli(['submit', join(folder, '*.gif')], environment)).toMatchObject({ code: 2 });
    const wrong = ['submit', join(folder, 'a.pdf'), '--option', 'pages=x', '--option', 'size=1'];
    expect(await runCli(wrong, environment)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/pages: takes a list such as "1-5,8".*size/),
    });
    expect(answers?.asked).toHaveLength(0);
  });

  test('is helped without a server', async () => {
    expect(await runCli(['--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(await runCli(['submit', '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--together'),
    });
  });

  test('raises a budget with a retry, and takes no other amount than one of dollars', async () => {
    const environment = await serve(partial);
    for (const amount of ['0', '-1', 'much', '1e3']) {
      const { code, stderr } = await runCli(
        ['retry', 'doc_1', `--budget-usd=${amount}`],
        environment,
      );
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('dollars'),
      });
    }
    expect(answers?.asked).toHaveLength(0);
    expect((await runCli(['retry', 'doc_1', '--budget-usd', '2.50'], environment)).code).toBe(0);
    expect(answers?.asked[0]?.body.toString()).toBe('{"budget_usd":2.5}');
  });

  test.each([
    ['ledger', 'totals', '--by', 'color'],
    ['ledger', 'export', '--since', 'yesterday'],
    ['submit', 'a.pdf', '--preset', 'nope'],
  ])('that the server finds wrong ends with 2: %s %s %s %s', async (...words) => {
    answers = await startAnswers((_asked, response) => {
      response.writeHead(400, { 'content-type': 'application/problem+json' });
      response.end(
        JSON.stringify({
          status: 400,
          code: 'invalid_request',
          detail: '/x: no',
          title: '',
          type: '',
        }),
      );
    });
    const given = words.map((word) => (word === 'a.pdf' ? join(folder, word) : word));
    const { code, stderr } = await runCli(given, { QUIRE_URL: answers.url });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('/x: no') });
  });

  test('without the id of a document sends nothing', async () => {
    const environment = await serve(partial);
    for (const command of ['retry', 'cancel', 'delete', 'watch', 'result']) {
      expect(await runCli([command], environment)).toMatchObject({ code: 2, stdout: '' });
    }
    expect(answers?.asked).toHaveLength(0);
  });
});

describe('deleting', () => {
  test('says so, as a line of JSON where asked, and ends with 1 when there is no such document', async () => {
    answers = await startAnswers(({ method, path }, response) => {
      const isThere = method === 'DELETE' && path === '/v1/documents/doc_1';
      const problem = { code: 'document_not_found', detail: 'there is none', status: 404 };
      if (isThere) response.writeHead(204).end();
      else say(response, 404, problem);
    });
    const environment = { QUIRE_URL: answers.url };
    expect(await runCli(['delete', 'doc_1'], environment)).toMatchObject({
      code: 0,
      stdout: 'doc_1 is deleted.\n',
    });
    expect(await runCli(['delete', 'doc_1', '--json'], environment)).toMatchObject({
      code: 0,
      stdout: '{"id":"doc_1","deleted":true}\n',
    });
    expect(await runCli(['delete', 'doc_2'], environment)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('document_not_found'),
    });
  });
});

describe('waiting', () => {
  test('prints a line for each change, and ends with 3 when pages failed', async () => {
    const environment = await serve({ status: 'processing', pages: counted }, partial);
    const { code, stdout, stderr } = await runCli(
      ['submit', join(folder, 'a.pdf'), '--wait'],
      environment,
    );
    const name = join(folder, 'a.pdf');
    expect(stdout.trimEnd().split('\n')).toEqual([
      `doc_1  queued  ${name}`,
      `doc_1  processing  2/3 pages, 1 failed ()  ${name}`,
      `doc_1  partial  2/3 pages, 1 failed (2)  $0.0021  ${name}`,
    ]);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  });

  test('is told by events where the server has them, and looks once', async () => {
    answers = await startAnswers(({ path }, response) => {
      if (!path.includes('/events')) return say(response, 200, someDocument());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(eventOf({ status: 'processing', pages: counted }));
      response.end(eventOf(partial));
    });
    const { code, stdout } = await runCli(['watch', 'doc_1'], { QUIRE_URL: answers.url });
    expect(stdout.match(/queued|processing|partial/g)).toEqual(['queued', 'processing', 'partial']);
    expect(code).toBe(3);
    // Its name, one look, and the stream.
    expect(answers.asked.map(({ path }) => path)).toEqual([
      '/v1/documents/doc_1',
      '/v1/documents/doc_1',
      '/v1/documents/doc_1/events?events=document',
    ]);
  });

  test('prints JSON lines where they are asked for', async () => {
    const environment = await serve(partial);
    const { stdout } = await runCli(
      ['submit', join(folder, 'a.pdf'), '--wait', '--json'],
      environment,
    );
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { id: 'doc_1', status: 'queued', files: [join(folder, 'a.pdf')] },
      { id: 'doc_1', status: 'partial', failed_pages: [2] },
    ]);
  });

  test('ends with 1 when the document failed, and says what to do', async () => {
    const detail = 'The PDF asks for a password: send it without one. (AES-256)';
    const reason = { code: 'pdf_encrypted', detail };
    const environment = await serve({ status: 'failed', reason });
    expect(await runCli(['watch', 'doc_1'], environment)).toMatchObject({
      code: 1,
      stderr: `quire: pdf_encrypted: a.pdf: ${detail}\n`,
    });
  });

  test('is left by Ctrl-C with 130, and the document goes on', async () => {
    const environment = await serve({ status: 'processing' });
    const { child, ended } = startCli(['submit', join(folder, 'a.pdf'), '--wait'], environment);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      stderr:
        'quire: interrupted: the document goes on without this command: follow with `quire watch doc_1`.\n',
    });
  });

  test('writes results that overwrite nothing', async () => {
    const environment = await serve({ status: 'completed' });
    await writeFile(join(folder, 'A.md'), 'mine');
    expect(await runCli(['submit', folder, '--out', folder], environment)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`doc_1  written  ${join(folder, 'a-2.md')}`),
    });
    expect((await readdir(folder)).toSorted()).toEqual(['A.md', 'a-2.json', 'a-2.md', 'a.pdf']);
    expect(await readFile(join(folder, 'a-2.md'), 'utf8')).toBe('# Text\n');
    expect(await readFile(join(folder, 'A.md'), 'utf8')).toBe('mine');
  });
});

describe('what comes from elsewhere', () => {
  test('cannot steer a terminal', async () => {
    const filename = '\x1b]0;title\x07\u009b31m\u202efdp.exe';
    const environment = await serve({ status: 'completed', filename });
    for (const words of [
      ['status', 'doc_1'],
      ['watch', 'doc_1'],
      ['status', 'doc_1', '--json'],
    ]) {
      const { stdout } = await runCli(words, environment);
      expect(stdout).toContain('\\u202efdp.exe');
      expect(stdout).toMatch(/^[^\p{Cc}\u202e]*\n$/u);
    }
  });

  test('may be more than the reader wants', async () => {
    answers = await startAnswers(({ path }, response) =>
      path.includes('/result')
        ? response.end('line\n'.repeat(1_000_000))
        : say(response, 200, someDocument({ status: 'completed' })),
    );
    const { child, ended } = startCli(['result', 'doc_1'], { QUIRE_URL: answers.url });
    const stderr = text(child.stderr);
    child.stdout.once('data', () => child.stdout.destroy());
    // Its output ends too early for who wanted all of it, which is what is being tried here.
    await Promise.allSettled([ended, once(child, 'exit')]);
    expect({ code: child.exitCode, stderr: await stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('a server that', () => {
  test('is away is named once, with what to do', async () => {
    const QUIRE_URL = `http://127.0.0.1:${await freePort()}`;
    await writeFile(join(folder, 'b.pdf'), '%PDF-1.4');
    const { code, stderr } = await runCli(['submit', folder], { QUIRE_URL });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^quire: unreachable: .*ECONNREFUSED.*is Quire running there/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toContain('quire: not_sent: 2 of 2 were not sent.');
  });

  test('refuses one file of several still gets the others', async () => {
    await writeFile(join(folder, 'b.pdf'), 'no pdf at all');
    answers = await startAnswers(({ body }, response) =>
      body.includes('no pdf at all')
        ? say(response, 415, { code: 'unsupported_media_type', title: 'Convert it.' })
        : say(response, 202, someDocument()),
    );
    const { code, stdout, stderr } = await runCli(['submit', folder], { QUIRE_URL: answers.url });
    expect(code).toBe(1);
    expect(stdout).toBe(`doc_1  queued  ${join(folder, 'a.pdf')}\n`);
    expect(stderr).toBe(`quire: unsupported_media_type: ${join(folder, 'b.pdf')}: Convert it.\n`);
  });
});
