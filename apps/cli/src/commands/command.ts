import type { QuireClient } from '@quire/client';
import type { Output } from '../output/output.ts';
import type { Environment } from '../read-settings.ts';

export interface CommandPorts {
  readonly client: QuireClient;
  readonly output: Output;
  readonly environment: Environment;
  /** From here on Ctrl-C aborts this signal, instead of ending the process. */
  readonly interruptible: () => AbortSignal;
}

export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** The options, for the command's own help. */
  readonly details: string;
  /**
   * @param words what follows the command's name
   * @returns the exit code
   * @throws UsageError, QuireError
   */
  run(words: readonly string[], ports: CommandPorts): Promise<number>;
}
