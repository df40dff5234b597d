import { exitCodes } from '../exit-codes.ts';
import { readWords } from '../read-words.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

export const doctor: Command = {
  usage: 'quire doctor [--new-epoch] [--json]',
  summary: 'Say whether money may be spent from this machine. Needs no server.',
  details: `
  --new-epoch  take this Redis for the right one, though it is emptied, older, or another than the
               blob store was used with; what the old one held is lost, and paid for again
  --json       the findings as one line of JSON

Looks from here, with the environment of a vision worker: REDIS_URL, QUIRE_PREFIX, QUIRE_BLOBS,
QUIRE_MODEL, ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, QUIRE_UNSAFE_REDIS. Exit code 1 where something is
unsafe (workers refuse to spend) or broken (nothing can be bought).
`,
  async run(words, { output, environment }) {
    const { values, positionals } = readWords(words, {
      'new-epoch': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    });
    if (positionals.length > 0) throw new UsageError('doctor takes no name.');
    // Only here: other commands talk to the server alone.
    const { examineHere } = await import('../doctor/examine-here.ts');
    const findings = await examineHere(environment, values['new-epoch']);
    const isWell = findings.every(({ severity }) => severity === 'ok' || severity === 'warning');
    if (values.json) await output.json({ well: isWell, findings });
    for (const { severity, code, says, mend } of values.json ? [] : findings) {
      output.line(`${severity.padEnd(9)}${code.padEnd(24)}${says}`);
      if (mend !== '') output.line(`${' '.repeat(9)}${' '.repeat(24)}→ ${mend}`);
    }
    return isWell ? exitCodes.done : exitCodes.failed;
  },
};
