import { makePdf } from '@quire/testkit';
import { z } from 'zod';

/** Requests under way at once: what one busy client sends. */
const AT_ONCE = 4;
const options = JSON.stringify({ resolution: 72, orient: false });
const accepted = z.object({ id: z.string() });

/** Sends one file so many times, as so many documents of the large tenant. */
export async function submitBacklog(
  apiUrl: string,
  { documents, pages }: { readonly documents: number; readonly pages: number },
): Promise<void> {
  const pdf = await makePdf(
    Array.from({ length: pages }, (_, at) => ({
      widthPt: 260,
      heightPt: 150,
      text: `large ${at}`,
    })),
  );
  let left = documents;
  const send = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await postDocument(apiUrl, 'large-key', pdf);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
}

/** @returns the document's id */
export async function postDocument(apiUrl: string, key: string, pdf: Uint8Array): Promise<string> {
  const response = await fetch(`${apiUrl}/v1/documents?options=${encodeURIComponent(options)}`, {
    method: 'POST',
    body: Buffer.from(pdf),
    headers: { 'content-type': 'application/pdf', authorization: `Bearer ${key}` },
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return accepted.parse(await response.json()).id;
}
