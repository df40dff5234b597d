import { access, constants } from 'node:fs/promises';
import { asFailure, type FailureCode } from '@quire/domain';
import type { RenderResult, RenderTask, SourceFile } from '../face.ts';
import { packResult } from '../pack-result.ts';
import { endWithWorker } from './end-with-worker.ts';
import type { RenderAnswer, RendererStarted, RenderQuestion } from './messages.ts';

/** Answers what the worker asks this process, until the worker is gone. */
export function serveTasks(render: (task: RenderTask) => Promise<RenderResult>): void {
  endWithWorker();
  // Packages print what they dislike about a file, in the middle of the worker's log: two lines for each broken object.
  Object.assign(process.stderr, { write: () => true });
  const started: RendererStarted = { id: null };
  process.send?.(started);
  process.on('message', (question: RenderQuestion) => {
    void answer(question, render).then((reply) => process.send?.(reply));
  });
}

async function answer(
  { id, task }: RenderQuestion,
  render: (task: RenderTask) => Promise<RenderResult>,
): Promise<RenderAnswer> {
  try {
    return { id, result: packResult(await render(task)) };
  } catch (error) {
    return { id, failure: await failureOf(error, task.source) };
  }
}

async function failureOf(
  error: unknown,
  { path }: SourceFile,
): Promise<Extract<RenderAnswer, { failure: unknown }>['failure']> {
  // Whatever an engine makes of a file that is not to be read any more, the page is not to blame.
  const hindered = await hindranceOf(path);
  if (hindered !== null) return { code: hindered, detail: undefined };
  const { code, detail } = asFailure(error);
  const isNamed = code !== 'internal_error';
  // An error without a name came out of the engine: the page could not be drawn.
  const said = isNamed ? detail : String(error);
  // Where the server keeps its files is nothing that a client has to know.
  const told = said?.replaceAll(path, 'the file');
  return { code: isNamed ? code : 'render_failed', detail: told };
}

/** Why a file cannot be read now; null where it can. */
async function hindranceOf(path: string): Promise<FailureCode | null> {
  try {
    await access(path, constants.R_OK);
    return null;
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isGone ? 'source_missing' : 'blobs_unreachable';
  }
}
