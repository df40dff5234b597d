import type {
  Picture,
  PictureSpec,
  RenderResult,
  RenderTask,
  SourceFile,
  SourcePage,
} from './face.ts';
import type { TextLayer } from './text-layer.ts';
import { createRendererProcess, type RendererProcess } from './renderer-process.ts';

/** Documents into pages, pages into pictures. No file is ever opened in the caller's own process. */
export interface PageRenderer {
  /**
   * The pages of a source, in order.
   * @throws Failure `pdf_encrypted`, `pdf_unreadable`, `image_unreadable`, `no_pages`,
   * `too_many_pages`, `render_timeout`, `render_memory` or `render_failed`
   */
  inspect(
    source: SourceFile,
    maxPages: number,
    signal: AbortSignal,
  ): Promise<readonly SourcePage[]>;
  /** One page as the model will see it. @throws as `inspect` */
  picture(
    source: SourceFile,
    index: number,
    spec: PictureSpec,
    signal: AbortSignal,
  ): Promise<Picture>;
  /** What a page says of itself in text; an image says nothing. @throws as `inspect` */
  textLayer(source: SourceFile, index: number, signal: AbortSignal): Promise<TextLayer>;
  close(): Promise<void>;
}

export interface RendererOptions {
  /** Child processes; one a core is best. */
  readonly processes: number;
  /** Wall clock for one page, after which its process is killed. */
  readonly timeoutMs: number;
  /** Resident memory of a process, beyond which it is killed. @default 1024 */
  readonly maxRssMb?: number;
}

/** The most of 2,951 files out of the wild took 370 MB; PDFium itself stops at 2 GB. */
const MAX_RSS_MB = 1024;
/** A renderer at rest has 150 MB: what has three times as much has met a page that was too large. */
const MAX_RESTING_RSS_MB = 512;
const MAX_TASKS = 2_000;

/** Opens a pool of renderers. Children start when there is something to draw. */
export function openPageRenderer({
  processes,
  timeoutMs,
  maxRssMb = MAX_RSS_MB,
}: RendererOptions): PageRenderer {
  const limits = {
    timeoutMs,
    maxRssMb,
    maxRestingRssMb: MAX_RESTING_RSS_MB,
    maxTasks: MAX_TASKS,
  };
  const all = Array.from({ length: processes }, () =>
    createRendererProcess('renderer/main.ts', limits),
  );
  const idle = [...all];
  const waiting: ((renderer: RendererProcess) => void)[] = [];
  const closing = new AbortController();

  const take = (): Promise<RendererProcess> => {
    const renderer = idle.pop();
    return renderer ? Promise.resolve(renderer) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (renderer: RendererProcess): void => {
    const next = waiting.shift();
    if (next) next(renderer);
    else idle.push(renderer);
  };
  const run = async (task: RenderTask, signal: AbortSignal): Promise<RenderResult> => {
    const renderer = await take();
    try {
      signal.throwIfAborted();
      // Whoever was still in line must not start a child that nobody would end.
      closing.signal.throwIfAborted();
      return await renderer.run(task, signal);
    } finally {
      giveBack(renderer);
    }
  };
  return {
    async inspect(source, maxPages, signal) {
      const result = await run({ kind: 'inspect', source, maxPages }, signal);
      if (result.kind !== 'inspect') throw new TypeError('the renderer answered another question');
      return result.pages;
    },
    async picture(source, index, spec, signal) {
      const result = await run({ kind: 'picture', source, index, spec }, signal);
      if (result.kind !== 'picture') throw new TypeError('the renderer answered another question');
      return result.picture;
    },
    async textLayer(source, index, signal) {
      const result = await run({ kind: 'textLayer', source, index }, signal);
      if (result.kind !== 'textLayer')
        throw new TypeError('the renderer answered another question');
      return result.layer;
    },
    async close() {
      closing.abort(new Error('the renderers are closed'));
      await Promise.all(all.map((renderer) => renderer.end()));
    },
  };
}
