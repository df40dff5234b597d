import { safeParse, type z } from 'zod';

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
 * What another package knows of a value, by variable: takes the value as it was read, and returns
 * what is wrong with it. Variables that the role does not have are passed over.
 */
type Checks = Readonly<Record<string, Check['mistakesIn']>>;

/** As a method, since who names a variable knows the type of its value. */
interface Check {
  mistakesIn(value: unknown): readonly string[];
}

/**
 * Reads the variables a role needs, once, at its start.
 * @param environment usually `process.env`; an empty variable counts as not set
 * @param schema the groups the role needs, joined: an object with one field a variable
 * @param checks asked about each value that has its shape, also beside mistakes in others
 * @throws ConfigError that lists every mistake, not only the first
 */
export function readConfig<Schema extends z.ZodObject>(
  environment: Environment,
  schema: Schema,
  checks: Checks = {},
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, environment[name] || undefined]),
  );
  const read = schema.safeParse(given);
  const shape: Readonly<Record<string, z.core.$ZodType | undefined>> = schema.shape;
  const known = Object.entries(checks).flatMap(([name, check]) =>
    mistakesIn(given[name], shape[name], check).map((mistake) => `${name}: ${mistake}`),
  );
  if (read.success && known.length === 0) return read.data;
  const issues = read.error?.issues ?? [];
  const mistakes = [
    ...issues.map(({ path, message }) => `${String(path[0])}: ${message}`),
    ...known,
  ];
  // Of a list that holds several wrong entries, one line says it.
  throw new ConfigError([...new Set(mistakes)]);
}

function mistakesIn(
  given: string | undefined,
  field: z.core.$ZodType | undefined,
  check: Check['mistakesIn'],
): readonly string[] {
  const read = field === undefined ? undefined : safeParse(field, given);
  return read?.success === true ? check(read.data) : [];
}
