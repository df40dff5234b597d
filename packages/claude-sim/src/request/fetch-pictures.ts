import { invalidRequest } from '../api/invalid-request.ts';

/** No picture is larger: 10 MB of base64. */
const MOST_BYTES = 7_864_320;
const TIMEOUT_MS = 5_000;

/**
 * Fetches what a request names by URL, before anything of it is checked. Harsher than the API: nothing
 * is followed to another address, and a slow answer is none. Over plain http only this machine is asked,
 * where tests serve their pictures.
 * @returns the bytes by URL
 */
export async function fetchPictures(body: unknown): Promise<ReadonlyMap<string, Buffer>> {
  const fetched = new Map<string, Buffer>();
  for (const url of addressesIn(body)) {
    if (!fetched.has(url)) fetched.set(url, await fetchPicture(url));
  }
  return fetched;
}

/** Every `{type: "image", source: {type: "url", url}}`, wherever it stands. */
function addressesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Reflect.get(value, 'type') === 'image') {
    const source: unknown = Reflect.get(value, 'source');
    if (typeof source !== 'object' || source === null) return [];
    const url: unknown = Reflect.get(source, 'url');
    return Reflect.get(source, 'type') === 'url' && typeof url === 'string' ? [url] : [];
  }
  return Object.values(value).flatMap(addressesIn);
}

async function fetchPicture(address: string): Promise<Buffer> {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isHere = url?.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+)$/.test(url.hostname);
  if (url === null || !(url.protocol === 'https:' || isHere)) {
    throw invalidRequest('Only HTTPS URLs are supported.');
  }
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { redirect: 'error', signal });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > MOST_BYTES) throw new Error(`${bytes.length} bytes`);
    return bytes;
  } catch {
    throw invalidRequest('Unable to download the file. Please verify the URL and try again.');
  }
}
