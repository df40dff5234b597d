import type { Blobs } from '../blobs/blobs.ts';
import { type Epoch, epochNote } from '../epoch.ts';

interface HindrancePorts {
  readonly prefix: string;
  readonly epoch: Pick<Epoch, 'check'>;
  readonly blobs: Pick<Blobs, 'list'>;
}

/**
 * Says why blobs that this Redis knows no user of must be kept: it may not be the one that knows, or not
 * the only one.
 * @throws Failure `blobs_unavailable`, `blobs_unreachable`
 */
export async function removalHindrance({
  prefix,
  epoch,
  blobs,
}: HindrancePorts): Promise<string | null> {
  const { kind } = await epoch.check();
  if (kind !== 'same') {
    return `this Redis is not the one that belongs to QUIRE_BLOBS (${kind}): see \`quire doctor\``;
  }
  for await (const note of blobs.list(epochNote('').replace('.json', ''))) {
    if (note !== epochNote(prefix)) {
      return `another installation keeps its files in QUIRE_BLOBS too: it left ${note} there`;
    }
  }
  return null;
}
