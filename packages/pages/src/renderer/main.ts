import sharp from 'sharp';
import type { RenderResult, RenderTask } from '../face.ts';
import { inspectImage, pictureImage } from './image-source.ts';
import { inspectPdf, picturePdfPage, readTextLayer } from './pdf-source.ts';
import { serveTasks } from './serve-tasks.ts';

// The pool runs one process a core; threads of libvips on top would only fight over them.
sharp.concurrency(1);
sharp.cache(false);

async function render(task: RenderTask): Promise<RenderResult> {
  const { source } = task;
  const isPdf = source.mediaType === 'application/pdf';
  switch (task.kind) {
    case 'inspect': {
      const inspect = isPdf ? inspectPdf : inspectImage;
      return { kind: 'inspect', pages: await inspect(source, task.maxPages) };
    }
    case 'textLayer': {
      const none = { words: [], soundness: 'none' } as const;
      const layer = isPdf ? await readTextLayer(source, task.index) : none;
      return { kind: 'textLayer', layer };
    }
    case 'picture': {
      if (isPdf)
        return { kind: 'picture', ...(await picturePdfPage(source, task.index, task.spec)) };
      const picture = await pictureImage(source, task.index, task.spec);
      return { kind: 'picture', picture, doubt: 'none' };
    }
    case 'cutOut':
      throw new TypeError('pages are cut out elsewhere');
  }
}

serveTasks(render);
