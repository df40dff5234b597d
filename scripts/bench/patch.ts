// What patch mode saves, and what it costs in faithfulness: born-digital pages against the stand-in.
// npm run bench -- patch [--seed 1] [--pages 6] [--wrong 3]
import { parseArgs } from 'node:util';
import { createClaude } from '@quire/claude';
import { type ClaudeSim, startClaudeSim } from '@quire/claude-sim';
import { answerForms } from './patch-set/answer-forms.ts';
import { askForPatch, type AskedPage, askInFull } from './patch-set/ask-page.ts';
import { type PatchPage, printedKinds, printPages } from './patch-set/patch-page.ts';
import { sum } from './render-statistics.ts';
import { printTable } from './render-table.ts';
import { createHash } from 'node:crypto';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    seed: { type: 'string', default: '1' },
    pages: { type: 'string', default: '6' },
    wrong: { type: 'string', default: '0' },
  },
});

/** Both ways to ask for a page; `patch` is null where the page has to be written out. */
interface Asked {
  readonly page: PatchPage;
  readonly full: AskedPage;
  readonly patch: AskedPage | null;
}

/** Of Haiku 5.5 (pricing page, 2026-10-08). */
const OUTPUT_TO_INPUT = 5;

const pages = await printPages(Number(values.seed), Number(values.pages));
// Nothing is to wait for its turn: what is measured are tokens and words.
const limits = { '*': { rpm: 1e6, itpm: 1e9, otpm: 1e9 } };
const sim = await startClaudeSim({ engine: 'digest', latencyMs: 0, tokensPerSecond: 0, limits });
const claude = createClaude({ apiKey: 'sk-bench', baseUrl: sim.url, deadlineMs: 60_000 });
try {
  sim.tellPages(Object.fromEntries(pages.flatMap((page) => tellOf(page))));
  const honest = await askAll(pages);
  reportHonest(honest);
  reportForms(honest);
  const careless = await withCarelessness(sim, () => askAll(pages));
  reportCareless(careless);
} finally {
  await claude.close();
  await sim.stop();
}

function tellOf({ picture, truth }: PatchPage): [string, string][] {
  return [[createHash('sha256').update(picture.bytes).digest('hex'), truth]];
}

async function askAll(of: readonly PatchPage[]): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const page of of) {
    asked.push({
      page,
      full: await askInFull(claude, page),
      patch: await askForPatch(claude, page),
    });
  }
  return asked;
}

async function withCarelessness<T>(of: ClaudeSim, work: () => Promise<T>): Promise<T> {
  of.setFaults([{ fault: 'careless' }]);
  try {
    return await work();
  } finally {
    of.setFaults([]);
  }
}

function reportHonest(asked: readonly Asked[]): void {
  console.log(
    'An honest reader: output tokens, and character error of the Markdown, marks included',
  );
  const row = (name: string, of: readonly Asked[]): string[] => {
    const patched = of.flatMap(({ patch, full }) => (patch === null ? [] : [{ patch, full }]));
    const full = sum(patched.map((one) => one.full.outputTokens));
    const patch = sum(patched.map((one) => one.patch.outputTokens));
    const cost =
      sum(patched.map((one) => costOf(one.patch))) / sum(patched.map((one) => costOf(one.full)));
    return [
      name,
      String(of.length),
      String(patched.length),
      String(patched.filter((one) => one.patch.end === 'ok').length),
      String(full),
      String(patch),
      percent(patch / full),
      percent(cost),
      points(mean(patched.map((one) => one.full.error))),
      points(mean(patched.map((one) => one.patch.error))),
    ];
  };
  printTable(
    ['pages', 'n', 'asked', 'ok', 'full', 'patch', 'share', 'cost', 'error full', 'patch'],
    [
      ...printedKinds.map((kind) =>
        row(
          kind,
          asked.filter(({ page }) => page.kind === kind),
        ),
      ),
      row('all', asked),
    ],
  );
  console.log('Asked: share ≤ 40 %, error of `patch` at most 0.5 points above that of `full`.\n');
  const wrong = asked.filter(
    ({ patch }) => patch !== null && (patch.end !== 'ok' || patch.error > 0.005),
  );
  for (const { page, patch } of wrong.slice(0, Number(values.wrong))) {
    console.log(
      `--- ${page.kind}: ${patch?.end}, error ${patch?.error}\n${patch?.answer}\n${page.truth}\n`,
    );
  }
}

function reportForms(asked: readonly Asked[]): void {
  console.log('The same patches in other forms');
  const answers = asked.flatMap(({ patch }) => (patch === null ? [] : [patch.answer]));
  printTable(
    ['form', 'characters'],
    Object.entries(answerForms).map(([name, write]) => [
      name,
      String(sum(answers.map((answer) => write(answer).length))),
    ]),
  );
}

function reportCareless(asked: readonly Asked[]): void {
  console.log('A careless reader: what is believed of it, and what the pages cost in the end');
  const patched = asked.flatMap(({ patch, full }) => (patch === null ? [] : [{ patch, full }]));
  const ends = [...new Set(patched.map(({ patch }) => patch.end))].toSorted();
  printTable(
    ['end of the patch', 'pages', 'error'],
    ends.map((end) => {
      const of = patched.filter(({ patch }) => patch.end === end);
      return [end, String(of.length), points(mean(of.map(({ patch }) => patch.error)))];
    }),
  );
  const taken = patched.map(({ patch, full }) => (patch.end === 'ok' ? patch : full));
  const tokens = sum(
    patched.map(
      ({ patch, full }) => patch.outputTokens + (patch.end === 'ok' ? 0 : full.outputTokens),
    ),
  );
  const full = patched.map((one) => one.full);
  printTable(
    ['careless', 'output tokens', 'ok', 'error of what is ok'],
    [
      ['full', full, sum(full.map(({ outputTokens }) => outputTokens))] as const,
      ['patch, then full', taken, tokens] as const,
    ].map(([name, of, outputTokens]) => [
      name,
      String(outputTokens),
      `${believed(of).length} of ${of.length}`,
      points(mean(believed(of).map(({ error }) => error))),
    ]),
  );
}

/** In input tokens. */
function costOf({ inputTokens, outputTokens }: AskedPage): number {
  return inputTokens + outputTokens * OUTPUT_TO_INPUT;
}

function believed(of: readonly AskedPage[]): AskedPage[] {
  return of.filter(({ end }) => end === 'ok');
}

function mean(of: readonly number[]): number {
  return sum(of) / Math.max(1, of.length);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function points(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
