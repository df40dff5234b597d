import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorker, OEM, type Worker } from 'tesseract.js';
import type { GrayRaster } from '../gray-raster.ts';

/** What Tesseract's orientation detector says; null where it found too few characters. */
export interface SeenOrientation {
  /** Degrees clockwise by which to turn the picture. */
  readonly turn: number;
  /** Its own measure: the lead of the best way up over the next; 15 is its idea of sure. */
  readonly confidence: number;
}

/** The data of the package itself: `langPath` as a folder means that nothing is ever downloaded. */
const langPath = join(
  dirname(fileURLToPath(import.meta.resolve('@tesseract.js-data/osd/package.json'))),
  '4.0.0',
);
/** The engine's memory only grows, with the largest picture; a fresh one takes 0.3 s. */
const MOST_PICTURES = 200;

let engine: Promise<Worker> | undefined;
let pictures = 0;
let last: Promise<unknown> = Promise.resolve();

/** Asks the detector, which starts when first needed and looks at one picture at a time. */
export function seenOrientation(raster: GrayRaster): Promise<SeenOrientation | null> {
  const seen = last.then(() => look(raster));
  last = seen.catch(() => undefined);
  return seen;
}

/** Ends the detector, if it was ever needed. The next question starts another. */
export async function closeOrientation(): Promise<void> {
  await last;
  const closing = engine;
  engine = undefined;
  pictures = 0;
  await (await closing)?.terminate();
}

async function look({ data, width, height }: GrayRaster): Promise<SeenOrientation | null> {
  if (pictures >= MOST_PICTURES) {
    const old = engine;
    engine = undefined;
    pictures = 0;
    await (await old)?.terminate();
  }
  pictures += 1;
  engine ??= start();
  const worker = await engine;
  // PGM is a header before the bytes that we have: nothing to encode.
  const pgm = Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), data]);
  const { data: seen } = await worker.detect(pgm);
  if (seen.orientation_degrees === null) return null;
  return { turn: seen.orientation_degrees, confidence: seen.orientation_confidence ?? 0 };
}

async function start(): Promise<Worker> {
  const worker = await createWorker('osd', OEM.TESSERACT_ONLY, {
    langPath,
    gzip: true,
    cacheMethod: 'none',
    legacyCore: true,
    legacyLang: true,
  });
  // It would tell stderr of every page with too few characters.
  await worker.setParameters({ user_defined_dpi: '150', debug_file: '/dev/null' });
  return worker;
}
