import type { DocumentEstimate } from '@quire/client';
import { exitCodes } from '../exit-codes.ts';
import { findFiles } from '../files/find-files.ts';
import { writeTable } from '../ledger/write-table.ts';
import { parseDocumentOptions } from '../parse-document-options.ts';
import { readWords } from '../read-words.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

export const estimate: Command = {
  usage: 'quire estimate FILE|DIR|GLOB… [--preset NAME] [--option K=V]… [--json]',
  summary: 'Say what documents would cost, with each model and lane. Nothing is paid for it.',
  details: `
  --preset NAME   a named way to ask: markdown, text, invoice
  --option K=V    one option, such as model=claude-sonnet-5-5 or pages=1-5; may be repeated
  --options JSON  all options at once
  --json          one line of JSON for each file

Up to 20 pages of each file are drawn as they would be sent. What answers cost is a range: from the
file's own text where it has one, else from what such answers used so far.
`,
  async run(words, { client, output, interruptible }) {
    const { values, positionals } = readWords(words, {
      preset: { type: 'string' },
      option: { type: 'string', multiple: true },
      options: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    const { preset, option: pairs, options: json } = values;
    if (positionals.length === 0) throw new UsageError('which files?');
    const options = parseDocumentOptions({ json, pairs, preset });
    const signal = interruptible();
    for (const path of await findFiles(positionals)) {
      const found = await client.estimate(path, options, signal);
      if (values.json) await output.json({ file: path, ...found });
      else for (const line of describe(path, found)) output.line(line);
    }
    return exitCodes.done;
  },
};

function describe(path: string, found: DocumentEstimate): string[] {
  const { pages, sampled_pages: sampled, estimates, warnings } = found;
  const rows = estimates.map((one) => [
    `  ${one.model} ${one.lane}`,
    String(one.input_tokens),
    `${one.output_tokens_range.low}–${one.output_tokens_range.high}`,
    `$${one.cost_usd.low.toFixed(6)}–$${one.cost_usd.high.toFixed(6)}`,
    `${one.seconds} s`,
  ]);
  const drawn = sampled < pages ? `, ${sampled} of them drawn` : '';
  return [
    `${path}: ${pages} ${pages === 1 ? 'page' : 'pages'}${drawn}`,
    ...writeTable(['  model and lane', 'input', 'output', 'cost', 'time'], rows),
    ...warnings.map(({ code, detail }) => `  ${code}: ${detail}`),
  ];
}
