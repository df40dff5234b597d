import { parseArgs, type ParseArgsConfig, type ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from './usage-error.ts';

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true }>
>;

/** Options and the rest of a command line. @throws UsageError for an option it does not take */
export function readWords<const Options extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: Options,
): Parsed<Options> {
  try {
    return parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
    } satisfies ParseArgsConfig);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError unless there is exactly one id */
export function oneId(positionals: readonly string[]): string {
  const [id, ...others] = positionals;
  if (id === undefined) throw new UsageError('which document? Its id begins with doc_.');
  if (others.length > 0) throw new UsageError('one document at a time, please.');
  return id;
}
