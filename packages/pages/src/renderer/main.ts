import { asFailure } from '@quire/domain';
import sharp from 'sharp';
import type { RenderResult, RenderTask } from '../face.ts';
import { inspectImage, pictureImage } from './image-source.ts';
import type { RenderAnswer, RenderQuestion } from './messages.ts';
import { inspectPdf, picturePdfPage, readTextLayer } from './pdf-source.ts';

// The pool runs one process a core; threads of libvips on top would only fight over them.
sharp.concurrency(1);
sharp.cache(false);

async function render(task: RenderTask): Promise<RenderResult> {
  const { source } = task;
  const isPdf = source.mediaType === 'application/pdf';
  if (task.kind === 'inspect') {
    const inspect = isPdf ? inspectPdf : inspectImage;
    return { kind: 'inspect', pages: await inspect(source, task.maxPages) };
  }
  if (task.kind === 'textLayer') {
    const layer = isPdf
      ? await readTextLayer(source, task.index)
      : ({ words: [], soundness: 'none' } as const);
    return { kind: 'textLayer', layer };
  }
  const draw = isPdf ? picturePdfPage : pictureImage;
  return { kind: 'picture', picture: await draw(source, task.index, task.spec) };
}

async function answer({ id, task }: RenderQuestion): Promise<RenderAnswer> {
  try {
    return { id, result: await render(task) };
  } catch (error) {
    const { code, detail } = asFailure(error);
    // An error without a name came out of the engine: the page could not be drawn.
    return code === 'internal_error'
      ? { id, failure: { code: 'render_failed', detail: String(error) } }
      : { id, failure: { code, detail } };
  }
}

process.on('message', (question: RenderQuestion) => {
  void answer(question).then((reply) => process.send?.(reply));
});
// A renderer has no life of its own: it ends with the worker that it draws for.
process.on('disconnect', () => process.exit(0));
