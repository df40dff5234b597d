import { asFailure } from '@quire/domain';
import type { RenderResult, RenderTask } from '../face.ts';
import { packResult } from '../pack-result.ts';
import type { RenderAnswer, RendererStarted, RenderQuestion } from './messages.ts';

/** Answers what the worker asks this process, until the worker is gone. */
export function serveTasks(render: (task: RenderTask) => Promise<RenderResult>): void {
  const started: RendererStarted = { id: null };
  process.send?.(started);
  process.on('message', (question: RenderQuestion) => {
    void answer(question, render).then((reply) => process.send?.(reply));
  });
  // A renderer has no life of its own: it ends with the worker that it draws for.
  process.on('disconnect', () => process.exit(0));
}

async function answer(
  { id, task }: RenderQuestion,
  render: (task: RenderTask) => Promise<RenderResult>,
): Promise<RenderAnswer> {
  try {
    return { id, result: packResult(await render(task)) };
  } catch (error) {
    const { code, detail } = asFailure(error);
    // An error without a name came out of the engine: the page could not be drawn.
    return code === 'internal_error'
      ? { id, failure: { code: 'render_failed', detail: String(error) } }
      : { id, failure: { code, detail } };
  }
}
