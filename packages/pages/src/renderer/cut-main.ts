import { readFile } from 'node:fs/promises';
import { Failure } from '@quire/domain';
import { PDFDocument } from 'pdf-lib';
import type { RenderResult, RenderTask } from '../face.ts';
import { serveTasks } from './serve-tasks.ts';

/** A detail is one line on somebody's dashboard. */
const MAX_DETAIL = 200;

/**
 * Cuts a page out without looking at it: pdf-lib copies what the page refers to and unpacks none of
 * it, so that what ended the renderers is still asleep. It knows no encryption.
 */
async function cutOut({
  source,
  index,
}: RenderTask & { readonly kind: 'cutOut' }): Promise<Buffer> {
  try {
    const original = await PDFDocument.load(await readFile(source.path), { updateMetadata: false });
    const alone = await PDFDocument.create({ updateMetadata: false });
    for (const page of await alone.copyPages(original, [index])) alone.addPage(page);
    // As plain as can be: somebody is going to look into it with an editor.
    return Buffer.from(await alone.save({ useObjectStreams: false }));
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, MAX_DETAIL) : String(error);
    throw new Failure('pdf_unreadable', { detail: `pdf-lib: ${detail}`, cause: error });
  }
}

async function render(task: RenderTask): Promise<RenderResult> {
  if (task.kind !== 'cutOut') throw new TypeError(`this process does not ${task.kind}`);
  return { kind: 'cutOut', bytes: await cutOut(task) };
}

serveTasks(render);
