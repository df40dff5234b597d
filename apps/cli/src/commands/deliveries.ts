import { describeDelivery } from '../describe-delivery.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneId, readWords } from '../read-words.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

const STATUSES = ['pending', 'delivered', 'failed', 'disabled'] as const;

export const deliveries: Command = {
  usage: 'quire deliveries [ID] [--status S] [--json]',
  summary: 'Show what was sent to receivers of webhooks, and what came back.',
  details: `
  ID          of this document alone; else of all, the newest first
  --status S  only those that are pending, delivered, failed or disabled
  --limit N   the latest N, 20 unless told, 100 at most
  --json      the answer of the server as one line of JSON

failed: its tries are used up; disabled: its endpoint answered 410, or only failed for days. Both are
sent again by \`quire replay\`.
`,
  async run(words, { client, output }) {
    const { values, positionals } = readWords(words, {
      status: { type: 'string' },
      limit: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
    });
    const document = positionals.length === 0 ? undefined : oneId(positionals);
    const status = STATUSES.find((one) => one === values.status);
    if (values.status !== undefined && status === undefined) {
      throw new UsageError(`--status takes ${STATUSES.join(', ')}.`);
    }
    const limit = /^\d{1,3}$/.test(values.limit) ? Number(values.limit) : 0;
    if (limit < 1 || limit > 100) throw new UsageError('--limit takes a number from 1 to 100.');
    const page = await client.deliveries({ document, status, limit });
    if (values.json) await output.json(page);
    for (const delivery of values.json ? [] : page.data) output.line(describeDelivery(delivery));
    return exitCodes.done;
  },
};
