import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { SimOptions } from '../sim/sim-options.ts';
import { flags, type FlagName } from './flags.ts';

export type Command =
  | { readonly kind: 'start'; readonly options: Partial<SimOptions> }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly string[] };

const names = Object.keys(flags).filter((name): name is FlagName => name in flags);

/** What the command line and the environment ask for, or every mistake in them. */
export function parseCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command {
  const { values, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    },
  });
  if (values['help'] === true) return { kind: 'help' };

  const mistakes = tokens.flatMap((token) => {
    if (token.kind === 'positional') return [`${token.value}: not expected`];
    if (token.kind !== 'option' || token.name === 'help') return [];
    return token.name in flags ? [] : [`${token.rawName}: there is no such flag`];
  });
  let options: Partial<SimOptions> = {};
  for (const name of names) {
    const given = values[name] ?? environment[environmentName(name)];
    if (given === undefined) continue;
    const source = values[name] === undefined ? environmentName(name) : `--${name}`;
    const text = typeof given === 'string' ? given : '';
    const parsed = flags[name].schema.safeParse(name === 'faults' ? fileOr(text) : text);
    if (parsed.success) options = { ...options, ...parsed.data };
    else
      mistakes.push(
        ...parsed.error.issues.map((issue) =>
          `${source}: ${issue.path.join('.')} ${issue.message}`.replace(':  ', ': '),
        ),
      );
  }
  return mistakes.length > 0 ? { kind: 'mistakes', mistakes } : { kind: 'start', options };
}

function environmentName(name: FlagName): string {
  return `QUIRE_SIM_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** A plan is given as itself or as the name of a file that holds it. */
function fileOr(text: string): string {
  return !/^\s*\[/.test(text) && existsSync(text) ? readFileSync(text, 'utf8') : text;
}
