import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a role ended that was started with an environment in which something is wrong. */
export interface WrongRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a role's `main.ts`, which is to end by itself, with this environment and nothing else. */
export function runWrongly(main: URL, env: Readonly<Record<string, string>>): WrongRun {
  const given = { env, encoding: 'utf8', timeout: 50_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(main)], given);
  return { status, stdout, stderr };
}
