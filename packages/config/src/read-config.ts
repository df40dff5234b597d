import type { z } from 'zod';

/** Variables by name, as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment is wrong. `mistakes` has one line for each variable: its name and what it takes. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(`The environment is wrong:\n${mistakes.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

/**
 * Reads the variables a role needs, once, at its start.
 * @param environment usually `process.env`; an empty variable counts as not set
 * @param schema the groups the role needs, joined: an object with one field a variable
 * @throws ConfigError that lists every mistake, not only the first
 */
export function readConfig<Schema extends z.ZodObject>(
  environment: Environment,
  schema: Schema,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, environment[name] || undefined]),
  );
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const mistakes = read.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
  // Of a list that holds several wrong entries, one line says it.
  throw new ConfigError([...new Set(mistakes)]);
}
