import { open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { findModel } from '@quire/claude';
import { Failure, sniffMediaType } from '@quire/domain';
import type { RendererOptions, SourceFile } from '@quire/pages';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output/output.ts';
import { UsageError } from '../usage-error.ts';
import { contactSheet } from './contact-sheet.ts';
import { describePage } from './describe-page.ts';
import { drawSheetPages } from './draw-sheet-pages.ts';
import type { SheetPage } from './sheet-page.ts';

const HEAD_BYTES = 1_024;

export interface SheetErrand {
  readonly path: string;
  /** Where the sheet goes: a file that is not there yet. */
  readonly out: string;
  readonly model: string;
  readonly json: boolean;
  readonly engine: NonNullable<RendererOptions['engine']>;
}

/**
 * Writes the contact sheet of one file and says a line for each page.
 * @returns the exit code: partial where pages could not be drawn
 * @throws UsageError, or Failure where the file cannot be opened
 */
export async function writeSheet(
  { path, out, model: named, json, engine }: SheetErrand,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const model = modelCalled(named);
  const source = await sourceAt(path);
  // Taken before anything is drawn: a sheet must have its place, and nothing is ever overwritten.
  const file = await open(out, 'wx');
  let isWritten = false;
  try {
    const pages: SheetPage[] = [];
    await drawSheetPages(source, { tier: model.tier, engine }, signal, async (page) => {
      pages.push(page);
      if (json) await output.json(forReaders(page));
      else output.line(describePage(page));
    });
    await file.writeFile(contactSheet({ filename: basename(path), model: model.id }, pages));
    isWritten = true;
    if (!json) output.line(`written  ${out}`);
    const failed = pages.filter(({ failure }) => failure !== null).length;
    if (failed === 0) return exitCodes.done;
    output.problem(`${failed} of ${pages.length} pages could not be drawn.`);
    return failed < pages.length ? exitCodes.partial : exitCodes.failed;
  } catch (error) {
    if (!signal.aborted) throw error;
    output.problem('interrupted: no sheet was written.');
    return exitCodes.interrupted;
  } finally {
    await file.close();
    if (!isWritten) await rm(out);
  }
}

function modelCalled(name: string): ReturnType<typeof findModel> {
  try {
    return findModel(name);
  } catch (error) {
    const known = error instanceof Failure ? error.detail : undefined;
    throw new UsageError(`--model takes a model that has a price: ${known ?? name}.`);
  }
}

async function sourceAt(path: string): Promise<SourceFile> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const mediaType = sniffMediaType(buffer.subarray(0, bytesRead));
    if (mediaType === null) throw new Failure('unsupported_media_type', { detail: path });
    return { path, mediaType };
  } finally {
    await file.close();
  }
}

/** A page as JSON: what the lines say, without the thumbnails. Its size is that of its first part. */
function forReaders({ page, picture, failure }: SheetPage): object {
  if (picture === null) return { page, failure };
  const { parts, ...said } = picture;
  const sizes = parts.map(({ width, height }) => ({ width, height }));
  return { page, ...sizes[0], ...said, parts: sizes };
}
