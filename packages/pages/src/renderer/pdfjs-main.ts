import sharp from 'sharp';
import type { RenderResult, RenderTask } from '../face.ts';
import { inspectWithPdfjs, pictureWithPdfjs, textLayerWithPdfjs } from './pdfjs-source.ts';
import { serveTasks } from './serve-tasks.ts';

sharp.concurrency(1);
sharp.cache(false);

async function render(task: RenderTask): Promise<RenderResult> {
  switch (task.kind) {
    case 'inspect':
      return { kind: 'inspect', pages: await inspectWithPdfjs(task.source, task.maxPages) };
    case 'picture': {
      const picture = await pictureWithPdfjs(task.source, task.index, task.spec);
      return { kind: 'picture', picture, doubt: 'none' };
    }
    case 'textLayer':
      return { kind: 'textLayer', layer: await textLayerWithPdfjs(task.source, task.index) };
    case 'cutOut':
      throw new TypeError('pages are cut out elsewhere');
  }
}

serveTasks(render);
