import { createHash } from 'node:crypto';
import { ADDRESS, type AddressedSource, Failure } from '@quire/domain';
import { assertPublicUrl, type GuardOptions } from '@quire/webhooks';
import { InvalidRequest } from '../problem.ts';
import { displayName } from './store-source.ts';

/** Claude takes JPEG, PNG, GIF and WebP (vision page); a name that says otherwise need not be tried. */
const NO_PICTURE = /\.(pdf|tiff?|avif|heic|svg|bmp)$/i;

/**
 * A picture that is handed on by its address. Nothing is fetched for it, and nothing looked up.
 * @param pointer of the source in the request's body
 * @throws InvalidRequest for what is no address of a picture, Failure `source_not_allowed`
 */
export function addressedSource(
  source: { readonly type: string; readonly url?: string },
  pointer: string,
  guard: GuardOptions,
): AddressedSource {
  if (source.url === undefined) {
    const detail = 'is no URL, and `picture` is "url": leave `picture` out to send bytes';
    throw new InvalidRequest([{ pointer, detail }]);
  }
  const url = new URL(source.url);
  if (NO_PICTURE.test(url.pathname)) {
    const detail = 'is fetched by Claude as JPEG, PNG, GIF or WebP only: leave `picture` out';
    throw new InvalidRequest([{ pointer: `${pointer}/url`, detail }]);
  }
  try {
    assertPublicUrl(url, guard);
  } catch (error) {
    throw new Failure('source_not_allowed', { cause: error });
  }
  const address = url.href;
  return {
    sha256: createHash('sha256').update(address).digest('hex'),
    bytes: Buffer.byteLength(address),
    media_type: ADDRESS,
    filename: displayName(url.pathname) || null,
    url: address,
  };
}
