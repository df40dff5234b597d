import { afterAll, beforeAll, jest } from '@jest/globals';
import { openPageRenderer, type PageRenderer, type RendererOptions } from '../src/index.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

/** For calls that nobody takes back. */
export const NEVER = new AbortController().signal;

export interface Bench {
  /** One renderer for all tests of the file, ended after them. */
  readonly renderer: PageRenderer;
  readonly folder: WorkFolder;
}

/** Opens a renderer and a folder for all tests of a file; both can be had once the tests run. */
export function useRenderer(options: Partial<RendererOptions> = {}): Bench {
  // A renderer's first page may wait for everything that others do on the machine.
  jest.setTimeout(60_000);
  let opened: Bench | undefined;
  beforeAll(async () => {
    const renderer = openPageRenderer({ processes: 1, timeoutMs: 30_000, ...options });
    opened = { renderer, folder: await openWorkFolder() };
  });
  afterAll(async () => {
    await opened?.renderer.close();
    await opened?.folder.remove();
  });
  const bench = (): Bench => {
    if (opened === undefined) throw new Error('it can be had inside tests only');
    return opened;
  };
  return {
    get renderer() {
      return bench().renderer;
    },
    get folder() {
      return bench().folder;
    },
  };
}
