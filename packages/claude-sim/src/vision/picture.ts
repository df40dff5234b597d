import type { MediaType } from './image-header.ts';
import type { Size, VisionSize } from './vision-size.ts';

/** A picture of a request, past every rule. */
export interface Picture {
  /** Where it stands: `messages.0.content.1`. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly mediaType: MediaType;
  /** Hex SHA-256 of the bytes; the audit and the fault plan call it the page hash. */
  readonly sha256: string;
  readonly sent: Size;
  /** What the model sees of it. */
  readonly seen: VisionSize;
}
