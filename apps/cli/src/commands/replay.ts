import { describeDelivery } from '../describe-delivery.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWords } from '../read-words.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

export const replay: Command = {
  usage: 'quire replay DELIVERY|--since TIME [--until TIME] [--json]',
  summary: 'Send a webhook again, or all of a stretch of time that were not taken.',
  details: `
  DELIVERY      its id, which begins with wh_; \`quire deliveries\` shows it
  --since TIME  all that failed or were withheld since this day or time (2026-11-01,
                2026-11-01T12:00:00Z)
  --until TIME  up to this day or time, which is not included; now unless told
  --json        the delivery, or how many, as one line of JSON

They go out under the ids that they had, by which receivers tell a repetition. A disabled endpoint is
tried once, and enabled when it takes that: replay one to it first, and the others after.
`,
  async run(words, { client, output }) {
    const { values, positionals } = readWords(words, {
      since: { type: 'string' },
      until: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    const [id, ...others] = positionals;
    const { since, until, json } = values;
    if (others.length > 0) throw new UsageError('one delivery at a time, or --since, please.');
    if (id !== undefined) {
      if (since !== undefined || until !== undefined) {
        throw new UsageError('a delivery, or a stretch of time: not both.');
      }
      const delivery = await client.replay(id);
      if (json) await output.json(delivery);
      else output.line(describeDelivery(delivery));
      return exitCodes.done;
    }
    if (since === undefined) throw new UsageError('which delivery? Or --since when?');
    const replayed = await client.replaySince({ since, until });
    if (json) await output.json({ replayed });
    else output.line(replayed === 1 ? '1 is sent again.' : `${replayed} are sent again.`);
    return exitCodes.done;
  },
};
