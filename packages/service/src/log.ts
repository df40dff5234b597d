import { destination, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * A process's log: JSON lines on stderr, so that stdout carries the `ready` line alone. Ids go into
 * fields, never into sentences; page text, prompts and keys go nowhere near it.
 */
export function createLog(role: string, level: string): Logger {
  return pino(
    {
      level,
      base: { role, pid: process.pid },
      redact: [
        ...['secret', 'authorization', 'apiKey'].flatMap((name) => [name, `*.${name}`]),
        // What Redis refused comes with all that was sent: whole documents, their secrets included.
        'err.command',
      ],
    },
    // Synchronous: a process that is about to die must still have said why.
    destination({ dest: 2, sync: true }),
  );
}
