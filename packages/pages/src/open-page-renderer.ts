import type {
  Picture,
  PictureSpec,
  RenderResult,
  RenderTask,
  SourceFile,
  SourcePage,
} from './face.ts';
import type { TextLayer } from './text-layer.ts';
import { openPool } from './open-pool.ts';
import { runWithFallback } from './run-with-fallback.ts';

/** Documents into pages, pages into pictures. No file is ever opened in the caller's own process. */
export interface PageRenderer {
  /**
   * The pages of a source, in order.
   * @throws Failure `pdf_encrypted`, `pdf_unreadable`, `image_unreadable`, `no_pages`,
   * `too_many_pages`, `render_timeout`, `render_memory`, `render_failed` or `renderer_unavailable`
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
  /**
   * A page of a PDF as a PDF of its own, without a look at what is on it: for a page that ended the
   * renderers which did look.
   * @throws Failure `pdf_unreadable` where it cannot be cut out, `render_timeout`, `render_memory` or
   * `renderer_unavailable`
   */
  cutOut(source: SourceFile, index: number, signal: AbortSignal): Promise<Buffer>;
  close(): Promise<void>;
}

export interface RendererOptions {
  /** Child processes; one a core is best. */
  readonly processes: number;
  /** Wall clock for one page, after which its process is killed. */
  readonly timeoutMs: number;
  /** Resident memory of a process, beyond which it is killed. @default 1024 */
  readonly maxRssMb?: number;
  /**
   * What draws PDFs. `auto` asks PDFium, and pdf.js where PDFium cannot open a file, breaks, or shows
   * nothing of a page that has something on it; such a page may take the time of both.
   * @default 'auto'
   */
  readonly engine?: 'pdfium' | 'pdfjs' | 'auto';
  /** Told once in a process, in a sentence, where its renderers have to share its network. */
  readonly warn?: (sentence: string) => void;
}

/** The most of 2,951 files out of the wild took 370 MB; PDFium itself stops at 2 GB. */
const MAX_RSS_MB = 1024;
/** Of the render bench's set a renderer keeps 280 to 346 MB: what rests with more has met a page that was too large. */
const MAX_RESTING_RSS_MB = 360;
/**
 * PDFium's renderer has 20 MB of live objects, which hardly change. Looked through whenever some 10 MB are added,
 * decoded pictures among them, they took a third of the processor time of a scan. pdf.js has so much more of its own
 * that it would soon rest with more memory than it may.
 */
const HEAP_GROWTH_PERCENT = 200;
const MAX_TASKS = 2_000;
/**
 * Whatever PDFium shows nothing of is asked of pdf.js, every blank page too. A document that holds up one of its
 * processes never gets the other.
 */
const SECOND_PROCESSES = 2;

/** Opens a pool of renderers. Children start when there is something to draw. */
export function openPageRenderer({
  processes,
  timeoutMs,
  maxRssMb = MAX_RSS_MB,
  engine = 'auto',
  warn = () => undefined,
}: RendererOptions): PageRenderer {
  const limits = {
    timeoutMs,
    maxRssMb,
    maxRestingRssMb: MAX_RESTING_RSS_MB,
    maxTasks: MAX_TASKS,
    warn,
  };
  const pdfium = openPool('renderer/main.ts', processes, {
    ...limits,
    heapGrowthPercent: HEAP_GROWTH_PERCENT,
  });
  const pdfjs =
    engine === 'pdfjs'
      ? openPool('renderer/pdfjs-main.ts', processes, limits)
      : openPool('renderer/pdfjs-main.ts', SECOND_PROCESSES, limits, 1);
  // Each file has a process to itself: what pdf-lib holds of a large one is gone with it.
  const cutter = openPool('renderer/cut-main.ts', 1, { ...limits, maxTasks: 1 });

  const run = (task: RenderTask, signal: AbortSignal): Promise<RenderResult> => {
    const isPdf = task.source.mediaType === 'application/pdf';
    if (!isPdf) return pdfium.run(task, signal);
    if (engine === 'pdfjs') return pdfjs.run(task, signal);
    const second = engine === 'auto' ? () => pdfjs.run(task, signal) : undefined;
    return runWithFallback(() => pdfium.run(task, signal), second);
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
    async cutOut(source, index, signal) {
      const result = await cutter.run({ kind: 'cutOut', source, index }, signal);
      if (result.kind !== 'cutOut') throw new TypeError('the renderer answered another question');
      return result.bytes;
    },
    async close() {
      await Promise.all([pdfium.close(), pdfjs.close(), cutter.close()]);
    },
  };
}
