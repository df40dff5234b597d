import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { PictureSize, PictureTier } from '@quire/domain';
import type { PageRenderer, Picture, PictureSpec } from '@quire/pages';
import type { BenchPage } from './page-set/bench-page.ts';
import { childrenCpu, cpuBetween } from './render-children.ts';

const NEVER = new AbortController().signal;

export interface Drawn {
  readonly cpuMs: number;
  readonly bytes: number;
}

/**
 * Draws a page with our renderer, from opening its file to the encoded picture. What this process
 * spends on the answer counts too; the renderer's start does not, for it draws 2,000 pages. Only a page
 * whose size is decided by looking at it is looked at.
 */
export async function drawOurs(
  renderer: PageRenderer,
  { path, index }: Pick<BenchPage, 'path' | 'index'>,
  tier: PictureTier,
  resolution: PictureSpec['resolution'],
): Promise<Drawn & { readonly picture: Picture }> {
  const source = { path, mediaType: 'application/pdf' } as const;
  const before = childrenCpu();
  const ownBefore = process.cpuUsage();
  const picture = await renderer.picture(
    source,
    index,
    { tier, resolution, orient: resolution === 'auto' },
    NEVER,
  );
  const own = process.cpuUsage(ownBefore);
  const cpuMs = cpuBetween(before, childrenCpu()) + (own.user + own.system) / 1_000;
  return { cpuMs, bytes: picture.bytes.length, picture };
}

/** Other people's programs: each page is a process of its own, started and ended. */
const tools = {
  pdftoppm: ({ path, index }, { width, height }, out) => {
    const page = ['-f', `${index + 1}`, '-l', `${index + 1}`];
    const size = ['-scale-to-x', `${width}`, '-scale-to-y', `${height}`];
    return ['pdftoppm', '-jpeg', '-singlefile', ...page, ...size, path, out];
  },
  'mutool png': (page, size, out) => mutool(page, size, `${out}.png`),
  /** Pixels as they are: what mutool costs without encoding anything. */
  'mutool raw': (page, size, out) => mutool(page, size, `${out}.pnm`),
} as const satisfies Record<
  string,
  (page: Pick<BenchPage, 'path' | 'index'>, size: PictureSize, out: string) => readonly string[]
>;

export type ToolName = keyof typeof tools;
export const toolNames = [
  'pdftoppm',
  'mutool png',
  'mutool raw',
] as const satisfies readonly ToolName[];

const SUFFIXES: Readonly<Record<ToolName, string>> = {
  pdftoppm: '.jpg',
  'mutool png': '.png',
  'mutool raw': '.pnm',
};

/** Draws a page with one of the tools, at the size that ours had. @throws where it cannot */
export function drawWithTool(
  name: ToolName,
  page: Pick<BenchPage, 'path' | 'index'>,
  size: PictureSize,
  folder: string,
): Drawn {
  const out = join(folder, 'drawn');
  // Bash asks the kernel what its child used, to the millisecond; Node does not tell of one child.
  const timed = 'TIMEFORMAT="%3U %3S"; time "$@" 2>/dev/null';
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', timed, 'bash', ...tools[name](page, size, out)],
    {
      encoding: 'utf8',
    },
  );
  const [user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number);
  if (status !== 0) throw new Error(`${name} did not draw page ${page.index + 1} of ${page.path}`);
  return { cpuMs: (user + system) * 1_000, bytes: statSync(`${out}${SUFFIXES[name]}`).size };
}

function mutool(
  { path, index }: Pick<BenchPage, 'path' | 'index'>,
  { width, height }: PictureSize,
  out: string,
): readonly string[] {
  const size = ['-w', `${width}`, '-h', `${height}`, '-f'];
  // Colour, as the others draw: of its own accord it writes pnm in grey.
  return ['mutool', 'draw', '-q', '-c', 'rgb', '-o', out, ...size, path, `${index + 1}`];
}
