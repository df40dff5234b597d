import { open } from 'node:fs/promises';
import { asFailure, type FailureCode } from '@quire/domain';
import type { RenderResult, RenderTask, SourceFile } from '../face.ts';
import { packResult } from '../pack-result.ts';
import { takeReadFailure } from './block-file.ts';
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
  const said = await render(task).then(
    (result) => ({ id, result: packResult(result) }),
    async (error: unknown) => ({ id, failure: await failureOf(error, task.source) }),
  );
  const unread = takeReadFailure();
  // Whatever an engine makes of what it was not given: a page is without its pictures then, or blank.
  if (unread !== undefined)
    return { id, failure: { code: 'blobs_unreachable', detail: codeOf(unread) } };
  return said;
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
    await using file = await open(path);
    // What can be opened may still not be read: a disk, or a machine that has it, may be away.
    await file.read(Buffer.alloc(1), 0, 1, 0);
    return null;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'source_missing' : 'blobs_unreachable';
  }
}

/** The system's name for what it could not do. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
