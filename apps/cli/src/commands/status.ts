import type { ServiceStatus } from '@quire/client';
import { describeDocument, describeReason } from '../describe-document.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneId, readWords } from '../read-words.ts';
import type { Command, CommandPorts } from './command.ts';

const LATEST = 10;

export const status: Command = {
  usage: 'quire status [ID] [--json]',
  summary: 'Show how Quire is doing and the latest documents, or one document.',
  details: `
  --json  the answer of the server as one line of JSON
`,
  async run(words, ports) {
    const { values, positionals } = readWords(words, { json: { type: 'boolean', default: false } });
    if (positionals.length > 0) await showDocument(oneId(positionals), values.json, ports);
    else await showService(values.json, ports);
    return exitCodes.done;
  },
};

async function showDocument(
  id: string,
  json: boolean,
  { client, output }: CommandPorts,
): Promise<void> {
  const document = await client.document(id);
  if (json) {
    await output.json(document);
    return;
  }
  const name = document.filename ?? '';
  output.line(describeDocument(document, name));
  const { waiting_for, waiting_detail } = document;
  if (waiting_for !== null) output.line(`waiting for ${waiting_for}: ${waiting_detail ?? ''}`);
  // An older server says nothing of it.
  const news = document.webhook?.status ?? 'delivered';
  if (news !== 'delivered') {
    output.line(`its webhook is ${news}: \`quire deliveries ${id}\` says more`);
  }
  const reason = describeReason(document, name);
  if (reason !== null) output.line(reason);
}

async function showService(json: boolean, { client, output }: CommandPorts): Promise<void> {
  const service = await client.status();
  if (json) {
    await output.json(service);
    return;
  }
  for (const line of describeService(service)) output.line(line);
  const { data } = await client.list({ limit: LATEST });
  if (data.length > 0) output.line('');
  for (const document of data) output.line(describeDocument(document, document.filename ?? ''));
}

function oldestOf({ oldest }: ServiceStatus['documents']): string {
  if (oldest === null) return '';
  return `, the oldest, ${oldest.id ?? "another tenant's"}, for ${oldest.waiting_s} s`;
}

function describeService({
  queues,
  paused,
  documents,
  batches,
  budgets,
  webhooks,
}: ServiceStatus): string[] {
  const counts = Object.entries(queues).map(([name, jobs]) => {
    const some = Object.entries(jobs).filter(([, count]) => count > 0);
    const said = some.map(([state, count]) => `${count} ${state}`).join(', ');
    return `${name.padEnd(12)}${said || 'nothing to do'}`;
  });
  const holds = paused.map(({ model_group, reason, detail, seconds, kind }) => {
    const end = kind === 'halt' ? 'mend it, then `quire resume`' : `goes on in ${seconds} s`;
    return `${model_group} is held up: ${reason}: ${detail} (${end})`;
  });
  const money = budgets.map(
    ({ name, cap_usd: cap, spent_usd: spent, reserved_usd: reserved }) =>
      `${'budget'.padEnd(12)}${name}: $${spent.toFixed(6)} spent and $${reserved.toFixed(6)} reserved of $${cap}`,
  );
  const disabled = (webhooks?.disabled ?? []).map(
    ({ origin, reason, since }) =>
      `webhooks to ${origin} are withheld since ${since}: ${reason} (mend it, then \`quire replay\`)`,
  );
  // An older server says nothing of them.
  const sent = (batches ?? []).map(({ id, state, model, pages, created_at: at }) => {
    const where = id === null ? state : `${id}, created ${at ?? ''}`;
    return `${'batch'.padEnd(12)}${pages} pages for ${model}: ${where}`;
  });
  return [
    ...counts,
    `${'documents'.padEnd(12)}${documents.active} on their way${oldestOf(documents)}`,
    ...money,
    ...sent,
    ...holds,
    ...disabled,
  ];
}
