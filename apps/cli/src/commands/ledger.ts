import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';
import { exportLedger } from '../ledger/export-ledger.ts';
import { reconcileLedger } from '../ledger/reconcile-ledger.ts';
import { showTotals } from '../ledger/show-totals.ts';
import { readWords } from '../read-words.ts';

export const ledger: Command = {
  usage: 'quire ledger export|totals|reconcile FILE [--since DAY] [--until DAY] [--json]',
  summary: 'Show every call and its cost, add them up, or hold them against the provider’s bill.',
  details: `
  export           every entry, oldest day first
  totals           what calls came to
  reconcile FILE   against the provider's own account, as JSON: a cost report or a usage report of
                   the Admin API, or the audit of the stand-in; by day and model, and call by call
                   where the file names request ids
  --since DAY      from this day or time on (2026-11-01, 2026-11-01T12:00:00Z); unless told 30 days,
                   or what the account covers
  --until DAY      up to this day or time, which is not included; now unless told
  --format F       of export: csv or ndjson (default)
  --by WHAT        of totals: tenant, day (default), model or document
  --json           one line of JSON

Days are UTC. For operators: where the server has QUIRE_ADMIN set, set the same here. \`reconcile\`
ends with 3 where something is billed that the ledger does not explain.
`,
  async run(words, ports) {
    const { values, positionals } = readWords(words, {
      since: { type: 'string' },
      until: { type: 'string' },
      format: { type: 'string', default: 'ndjson' },
      by: { type: 'string', default: 'day' },
      json: { type: 'boolean', default: false },
    });
    const [what, file, ...others] = positionals;
    const span = { since: values.since, until: values.until };
    const takesFile = what === 'reconcile';
    if (others.length > 0 || (file !== undefined && !takesFile)) {
      throw new UsageError(takesFile ? 'one file at a time, please.' : `${what} takes no name.`);
    }
    switch (what) {
      case 'export':
        return exportLedger({ ...span, format: values.format }, ports);
      case 'totals':
        return showTotals({ ...span, by: values.by }, values.json, ports);
      case 'reconcile':
        if (file === undefined) throw new UsageError('which file?');
        return reconcileLedger(file, span, values.json, ports);
      case undefined:
      default:
        throw new UsageError('say what: export, totals or reconcile.');
    }
  },
};
