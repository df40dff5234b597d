import type { DocumentView, Page } from '@quire/domain';
import type { QuireClient } from '@quire/client';

/** How much of a page's text is shown while pages come in. */
const FIRST_WORDS = 70;

/**
 * Follows one document and prints each page as it ends, as a client would see it come in.
 * @returns the document at its end
 */
export async function showDocument(
  client: QuireClient,
  { id, filename }: DocumentView,
  print: (line: string) => void,
): Promise<DocumentView> {
  const shown = new Set<number>();
  const showNewPages = async (): Promise<void> => {
    for await (const page of client.result(id, { format: 'ndjson', partial: true })) {
      if (shown.has(page.page)) continue;
      shown.add(page.page);
      print(`${filename} · ${describe(page)}`);
    }
  };
  const end = await client.waitFor(id, {
    onChange: (document) => {
      if (document.status === 'processing') void showNewPages().catch(() => undefined);
    },
  });
  await showNewPages();
  return end;
}

function describe(page: Page): string {
  const { input_tokens: input, output_tokens: output } = page.usage;
  const words = page.text.replaceAll(/\s+/g, ' ').trim().slice(0, FIRST_WORDS);
  const turned = page.rotation === 0 ? '' : `, turned ${page.rotation}°`;
  const cost = `${input} + ${output} tokens, $${page.cost_usd.toFixed(6)}`;
  return `page ${page.page}: ${page.verdict}${turned} (${cost}) ${words && `“${words}…”`}`;
}
