import { hash } from 'node:crypto';
import type { ModelSpec } from '../models/model-spec.ts';
import { invalidRequest } from '../api/invalid-request.ts';
import { headerSize, sniffMediaType } from '../vision/image-header.ts';
import type { Picture } from '../vision/picture.ts';
import { visionSize } from '../vision/vision-size.ts';
import type { ImageBlock } from './message-schema.ts';

/** 10 MB as MiB of base64, the way the older 5 MB limit was counted: 7,864,320 raw bytes. */
const MAX_IMAGE_BASE64 = 10 * 1024 * 1024;

/**
 * Checks one image block against every rule of its own, and measures it.
 * @param fetched what was fetched for the request, by URL
 */
export function readPicture(
  block: ImageBlock,
  path: string,
  model: ModelSpec,
  fetched: ReadonlyMap<string, Buffer> = new Map(),
): Picture {
  const { source } = block;
  const bytes = bytesOf(source, `${path}.image.source`, fetched);
  const mediaType = sniffMediaType(bytes);
  if (mediaType === undefined) throw invalidRequest('Could not process image');
  if (source.type === 'base64' && mediaType !== source.media_type) {
    throw invalidRequest(
      `${path}.image.source.base64: Image does not match the provided media type ${source.media_type}`,
    );
  }
  const sent = headerSize(bytes, mediaType);
  if (sent === undefined) throw invalidRequest('Could not process image');
  const seen = visionSize(sent, model.imageTier);
  if (seen.isDownsized && block.transformations?.oversized_image === 'error') {
    throw invalidRequest(
      `${path}.image: image is ${sent.width}x${sent.height} pixels, larger than this model can see; ` +
        `the largest size of its shape that fits is ${seen.width}x${seen.height}`,
    );
  }
  return { path, bytes, mediaType, sha256: hash('sha256', bytes), sent, seen };
}

function bytesOf(
  source: ImageBlock['source'],
  where: string,
  fetched: ReadonlyMap<string, Buffer>,
): Buffer {
  if (source.type !== 'base64') {
    const bytes = source.type === 'url' ? fetched.get(source.url) : undefined;
    if (bytes !== undefined) return bytes;
    throw invalidRequest(
      `${where}: this stand-in for Claude cannot fetch a ${source.type} source here; send base64`,
    );
  }
  const { length } = source.data;
  if (length > MAX_IMAGE_BASE64) {
    throw invalidRequest(
      `${where}.base64: image exceeds 10 MB maximum: ${length} bytes > ${MAX_IMAGE_BASE64} bytes`,
    );
  }
  if (length === 0) throw invalidRequest(`${where}.base64: image cannot be empty`);
  const bytes = Buffer.from(source.data, 'base64');
  // Buffer skips what is not base64, so a damaged string shows itself by its length.
  const paddingChars = source.data.endsWith('==') ? 2 : source.data.endsWith('=') ? 1 : 0;
  if (length % 4 !== 0 || bytes.length !== (length * 3) / 4 - paddingChars) {
    throw invalidRequest(`${where}.base64.data: invalid base64 data`);
  }
  return bytes;
}
