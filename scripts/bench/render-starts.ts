import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newBooklet } from '../samples/new-booklet.ts';
import { drawWithTool, type ToolName, toolNames } from './render-contestants.ts';
import { median } from './render-statistics.ts';

const STARTS = 15;

/** CPU ms that each tool needs to start, to draw next to nothing and to end. */
export async function measureStarts(folder: string): Promise<ReadonlyMap<ToolName, number>> {
  const booklet = await newBooklet('Nothing');
  booklet.sheet(72, 72);
  const page = { path: join(folder, 'blank.pdf'), index: 0 };
  await writeFile(page.path, await booklet.bytes());
  const start = (tool: ToolName): number =>
    drawWithTool(tool, page, { width: 4, height: 4 }, folder).cpuMs;
  return new Map(
    toolNames.map((tool) => [tool, median(Array.from({ length: STARTS }, () => start(tool)))]),
  );
}
