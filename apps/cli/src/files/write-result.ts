import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuireClient } from '@quire/client';

/**
 * Writes a document's result as `NAME.md` and `NAME.json`.
 * @returns the two paths
 * @throws where one of them is there already: nothing is ever overwritten
 */
export async function writeResult(
  id: string,
  folder: string,
  name: string,
  client: Pick<QuireClient, 'result'>,
): Promise<string[]> {
  const markdown = join(folder, `${name}.md`);
  const json = join(folder, `${name}.json`);
  await writeFile(markdown, await client.result(id, { format: 'markdown' }), { flag: 'wx' });
  const result = await client.result(id);
  await writeFile(json, `${JSON.stringify(result, null, 2)}\n`, { flag: 'wx' });
  return [markdown, json];
}
