import { createQuireClient } from '@quire/client';
import { commands, isCommandName } from './commands/commands.ts';
import { explainError } from './explain-error.ts';
import { exitCodeOfError, exitCodes } from './exit-codes.ts';
import { commandHelp, help } from './help.ts';
import type { Output } from './output/output.ts';
import { type Environment, readSettings } from './read-settings.ts';
import { UsageError } from './usage-error.ts';

export interface QuirePorts {
  readonly environment: Environment;
  readonly output: Output;
  /** From here on Ctrl-C aborts this signal, instead of ending the process. */
  readonly interruptible: () => AbortSignal;
}

/**
 * One run of the command. Nothing is thrown: what goes wrong is said on stderr.
 * @param words what follows `quire` on the command line
 * @returns the exit code
 */
export async function runQuire(words: readonly string[], ports: QuirePorts): Promise<number> {
  const { output, environment, interruptible } = ports;
  const [name, ...rest] = words;
  if (name === undefined || !isCommandName(name)) return answerOther(name, output);
  if (asksForHelp(rest)) {
    await output.text(commandHelp(name));
    return exitCodes.done;
  }
  try {
    const client = createQuireClient(readSettings(environment));
    return await commands[name].run(rest, { client, output, environment, interruptible });
  } catch (error) {
    output.problem(explainError(error));
    if (!(error instanceof UsageError)) return exitCodeOfError(error);
    output.complain(`usage: ${commands[name].usage}\n`);
    return exitCodes.usage;
  }
}

/** Words that are no command of this version. */
async function answerOther(name: string | undefined, output: Output): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') {
    await output.text(help());
    return exitCodes.done;
  }
  output.problem(
    name === undefined
      ? 'usage: say what to do.'
      : `usage: there is no command "${name}": take one of those below.`,
  );
  output.complain(help());
  return exitCodes.usage;
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const flags = end === -1 ? words : words.slice(0, end);
  return flags.includes('--help') || flags.includes('-h');
}
