import { cancel } from './cancel.ts';
import type { Command } from './command.ts';
import { deliveries } from './deliveries.ts';
import { deleteCommand } from './delete.ts';
import { doctor } from './doctor.ts';
import { estimate } from './estimate.ts';
import { ledger } from './ledger.ts';
import { pages } from './pages.ts';
import { replay } from './replay.ts';
import { result } from './result.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { status } from './status.ts';
import { submit } from './submit.ts';
import { watch } from './watch.ts';

/** Every command. Adding one here is the whole of adding it. */
export const commands = {
  submit,
  status,
  result,
  watch,
  cancel,
  retry,
  delete: deleteCommand,
  resume,
  pages,
  estimate,
  doctor,
  ledger,
  deliveries,
  replay,
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
