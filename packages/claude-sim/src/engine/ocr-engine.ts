import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js';
import { invalidRequest } from '../api/invalid-request.ts';
import type { Picture } from '../vision/picture.ts';
import { drawPdf } from './draw-pdf.ts';
import type { Engine } from './engine.ts';

/** Readings kept, by picture and size: about 20 MB of text. */
const CACHED_READINGS = 10_000;

export interface OcrOptions {
  readonly workers: number;
  /** As Tesseract names it; its data has to be installed as `@tesseract.js-data/<language>`. @default 'eng' */
  readonly language?: string;
  /** Whether a page is one block of lines: where columns are looked for, lines of ideographs get lost. @default false */
  readonly isOneBlock?: boolean;
}

/** Reads what is in the pixels, with Tesseract, in a few workers that start when first needed. */
export function createOcrEngine(options: OcrOptions): Engine {
  const readings = new Map<string, Promise<string>>();
  const idle: Worker[] = [];
  const waiting: ((worker: Worker) => void)[] = [];
  const started: Promise<Worker>[] = [];

  async function acquire(): Promise<Worker> {
    const free = idle.pop();
    if (free !== undefined) return free;
    if (started.length < options.workers) {
      const worker = startWorker(options);
      started.push(worker);
      return worker;
    }
    return new Promise((resolve) => waiting.push(resolve));
  }

  function release(worker: Worker): void {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  }

  async function recognize(pixels: Buffer): Promise<string> {
    const worker = await acquire();
    try {
      const { data } = await worker.recognize(pixels);
      return data.text.replaceAll(/[ \t]+\n/g, '\n').trim();
    } finally {
      release(worker);
    }
  }

  return {
    async read(picture: Picture): Promise<string> {
      const key = `${picture.sha256} ${picture.seen.width}x${picture.seen.height}`;
      const known = readings.get(key);
      if (known !== undefined) return known;
      const reading = asSeen(picture).then(recognize);
      readings.set(key, reading);
      reading.catch(() => readings.delete(key)); // the caller has the same promise and hears of it
      const [oldest] = readings.keys();
      if (readings.size > CACHED_READINGS && oldest !== undefined) readings.delete(oldest);
      return reading;
    },
    async readPdf(bytes) {
      const pages: string[] = [];
      for (const pixels of await drawPdf(bytes)) pages.push(await recognize(pixels));
      return pages.join('\n\n');
    },
    async stop() {
      await Promise.all(started.map(async (worker) => (await worker).terminate()));
    },
  };
}

async function startWorker({ language = 'eng', isOneBlock = false }: OcrOptions): Promise<Worker> {
  const home = import.meta.resolve(`@tesseract.js-data/${language}/package.json`);
  const worker = await createWorker(language, OEM.LSTM_ONLY, {
    // The data of the package itself: a folder means that nothing is ever downloaded.
    langPath: join(dirname(fileURLToPath(home)), '4.0.0_best_int'),
    gzip: true,
    cacheMethod: 'none',
  });
  await worker.setParameters({
    // Without it Tesseract guesses a resolution and complains of its guess on stderr.
    user_defined_dpi: '150',
    ...(isOneBlock && { tessedit_pageseg_mode: PSM.SINGLE_BLOCK }),
  });
  return worker;
}

/**
 * The pixels a model would see: upright, on white, and no larger than its tier allows. What is
 * lost by downsizing is lost to the reader here as well, which is the point of it.
 */
async function asSeen(picture: Picture): Promise<Buffer> {
  const { width, height } = picture.seen;
  const most = Math.max(width, height);
  try {
    return await sharp(picture.bytes, { failOn: 'error' })
      .autoOrient()
      .flatten({ background: 'white' })
      .resize(most, most, { fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 1 })
      .toBuffer();
  } catch {
    throw invalidRequest('Could not process image');
  }
}
