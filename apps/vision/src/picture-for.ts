import { findModel } from '@quire/claude';
import type { DocumentRecord, PlannedPage } from '@quire/domain';
import { type PageRenderer, type Picture, pictureSpec } from '@quire/pages';
import { killPoint } from '@quire/service';
import type { Documents } from '@quire/store';
import type { CallWay } from './call-way.ts';
import { type LocatePorts, picturePage } from './locate-page.ts';
import { StepBarred } from './step-barred.ts';

export type DrawPorts = LocatePorts & {
  readonly documents: Pick<Documents, 'plannedPage'>;
  readonly renderer: Pick<PageRenderer, 'picture'>;
};

/** A page's picture as a model is to see it. @throws as locatePage and drawing */
export async function takePicture(
  document: Pick<DocumentRecord, 'id' | 'sources' | 'options'>,
  there: { readonly page: number; readonly planned: PlannedPage | null },
  { modelId, drawnAs }: Pick<CallWay, 'modelId' | 'drawnAs'>,
  ports: DrawPorts,
  signal: AbortSignal,
): Promise<Picture> {
  const spec = pictureSpec(document.options, findModel(modelId).tier, drawnAs);
  const picture = await picturePage(document, there, spec, ports, signal);
  return drawnAs === 'smaller'
    ? { ...picture, reason: `a request with it was too large: ${picture.reason}` }
    : picture;
}

/**
 * The picture for a call: the one that is there, unless the call goes to a model that looks at other
 * sizes, or wants the page in parts or smaller.
 * @throws StepBarred where it cannot be drawn so: the page has been drawn before, and answered
 */
export async function pictureFor(
  way: CallWay,
  document: DocumentRecord,
  there: { readonly page: number; readonly modelId: string; readonly picture: Picture },
  ports: DrawPorts,
  signal: AbortSignal,
): Promise<Picture> {
  const isOfSameTier = findModel(way.modelId).tier === findModel(there.modelId).tier;
  if (way.drawnAs === 'plain' && isOfSameTier) return there.picture;
  try {
    const planned = await ports.documents.plannedPage(document.id, there.page);
    const picture = await takePicture(document, { ...there, planned }, way, ports, signal);
    killPoint('after-picture');
    return picture;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new StepBarred('the page cannot be drawn for it', { cause: error });
  }
}
