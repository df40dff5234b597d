import { type DocumentOptions, type QuireClient, QuireError } from '@quire/client';
import { describeInterruption } from './describe-interruption.ts';
import { exitCodeOf, exitCodeOfError, exitCodes, worstOf } from './exit-codes.ts';
import { writeResult } from './files/write-result.ts';
import { followDocument } from './follow-document.ts';
import { inParallel } from './in-parallel.ts';
import type { Output } from './output/output.ts';
import type { Errand, Progress } from './progress/progress.ts';

/** Uploads at a time: enough to fill a line, and few enough not to hold the server's memory. */
const MOST_UPLOADS = 4;

/** What the next file would meet as well. */
const HOPELESS = new Set(['unauthorized', 'forbidden', 'unreachable', 'unexpected_answer']);

export interface ErrandWithName {
  readonly errand: Errand;
  /** Of the result's files, where they are wanted. */
  readonly resultName: string | undefined;
}

interface SubmitPlan {
  readonly options: DocumentOptions;
  readonly isWaiting: boolean;
  /** The folder for results. */
  readonly out: string | undefined;
}

interface SubmitPorts {
  readonly client: QuireClient;
  readonly output: Output;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Sends documents, follows them and writes their results, as far as that is wanted. One that fails
 * does not end the others.
 * @returns the exit code
 */
export async function submitErrands(
  errands: readonly ErrandWithName[],
  plan: SubmitPlan,
  ports: SubmitPorts,
): Promise<number> {
  const { client, output, progress, signal } = ports;
  const onTheirWay = new Set<string>();
  const codes: number[] = [];
  const ends: Promise<void>[] = [];
  let unsent = errands.length;
  let isHopeless = false;

  const failed = (errand: Errand, error: unknown): void => {
    if (signal.aborted) return;
    progress.failed(errand, error);
    codes.push(exitCodeOfError(error));
  };
  const finish = async ({ errand, resultName }: ErrandWithName, id: string): Promise<void> => {
    const document = await followDocument(errand, id, { ...ports, documents: errands.length });
    onTheirWay.delete(id);
    codes.push(exitCodeOf(document.status));
    const hasResult = document.status === 'completed' || document.status === 'partial';
    if (plan.out === undefined || resultName === undefined || !hasResult) return;
    const files = await writeResult(id, plan.out, resultName, client);
    progress.written(errand, document, files);
  };

  try {
    await inParallel(errands, MOST_UPLOADS, async (one) => {
      if (isHopeless || signal.aborted) return;
      const { errand } = one;
      progress.started(errand);
      try {
        const document = await client.submit(errand.paths, plan.options, { signal });
        unsent -= 1;
        onTheirWay.add(document.id);
        progress.changed(errand, document);
        if (!plan.isWaiting) return;
        ends.push(finish(one, document.id).catch((error: unknown) => failed(errand, error)));
      } catch (error) {
        // Up to four meet it at once, and one sentence is enough for all.
        if (!isHopeless) failed(errand, error);
        isHopeless ||= error instanceof QuireError && HOPELESS.has(error.code);
        if (!isHopeless && !signal.aborted) unsent -= 1;
      }
    });
    await Promise.all(ends);
  } finally {
    progress.stop();
  }
  if (signal.aborted) {
    if (plan.isWaiting || unsent > 0) output.problem(describeInterruption([...onTheirWay]));
    codes.push(exitCodes.interrupted);
  }
  if (unsent > 0 && errands.length > 1) {
    // What was cut off may have arrived all the same.
    const orCut = signal.aborted ? ', or not to the end: `quire status` lists what arrived' : '';
    output.problem(`not_sent: ${unsent} of ${errands.length} were not sent${orCut}.`);
  }
  return worstOf(codes);
}
