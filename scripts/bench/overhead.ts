// What a page costs in CPU beside its picture: every role and Redis, and a bare BullMQ job beside it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSystem } from '../whole-system.ts';
import { measureBareJobs } from './overhead/measure-bare-jobs.ts';
import { measurePages, SAMPLE_PAGES, WARM_UP_PAGES } from './overhead/measure-pages.ts';
import { reportCommands, reportScripts } from './overhead/report-commands.ts';
import { reportProfile } from './overhead/report-profile.ts';
import { describeMachine } from './render-machine.ts';
import { printTable } from './render-table.ts';

const USAGE = `usage: npm run bench -- overhead [--pages 3000] [--dpi 72] [--profile]

Pages are small and drawn at 72 dpi (a picture of 3 kB); --dpi makes pictures larger, as base64,
JSON and sending them cost vision more then. Renderers are processes of their own and are not
counted, nor is the stand-in. What counts is all that the other processes use from the end of a
warm-up of ${WARM_UP_PAGES} pages until the last document is told of: not their start, but what they do while they
wait. --profile says where vision's and Redis' time goes; noting it is dear, so its sums are not for comparing.`;
/** So many that the limit binds: a page is in hand for as long as it waits for its writes, too. */
const CONCURRENCY = 64;
const ROLES = ['api', 'splitter', 'vision', 'aggregator', 'courier'] as const;

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    pages: { type: 'string', default: '3000' },
    dpi: { type: 'string', default: '72' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await run(Number(values.pages), Number(values.dpi), values.profile);

async function run(pages: number, dpi: number, profile: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'quire-overhead-'));
  const profiles = join(folder, 'profiles');
  const system = await startSystem(folder, {
    seed: 1,
    latencyMs: 100,
    processes: ROLES,
    concurrency: CONCURRENCY,
    nodeFlags: profile ? ['--cpu-prof', '--cpu-prof-dir', profiles] : [],
  });
  try {
    console.log(`${describeMachine()}\n`);
    const measured = await measurePages(system, pages, dpi);
    const bare = await measureBareJobs(system, pages, CONCURRENCY);
    const sum = measured.cpu.reduce((total, { msPerPage }) => total + msPerPage, 0);
    printTable(
      [
        `CPU, ms a page (${pages} pages after ${WARM_UP_PAGES}, ${measured.pagesPerS.toFixed(0)} a second)`,
        'ms',
      ],
      [
        ...measured.cpu.map(({ name, msPerPage }) => [name, msPerPage.toFixed(3)]),
        ['all roles and Redis together (goal 2.5)', sum.toFixed(3)],
        ['bare BullMQ job: producer and worker', bare.processMs.toFixed(3)],
        ['bare BullMQ job: Redis', bare.redisMs.toFixed(3)],
        ['bare BullMQ job, together', (bare.processMs + bare.redisMs).toFixed(3)],
      ],
    );
    if (profile) {
      reportCommands(measured.commands, pages);
      reportScripts(measured.scripts, SAMPLE_PAGES);
    }
    await system.stop();
    if (profile) reportProfile(profiles, measured.span, pages);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
