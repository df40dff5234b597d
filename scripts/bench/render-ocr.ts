import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { ADDRESS, pictureTokens } from '@quire/domain';
import type { Picture } from '@quire/pages';
import { createOcrEngine } from '../../packages/claude-sim/src/engine/ocr-engine.ts';
import type { Language } from './page-set/bench-page.ts';

const { resolve } = createRequire(import.meta.url);

/** Whether the data of a language is installed: all of them are 80 MB, of which one is in the lockfile. */
export function canRead(language: Language): boolean {
  try {
    return resolve(`@tesseract.js-data/${language}/package.json`) !== '';
  } catch {
    return false;
  }
}

interface Ocr {
  read(picture: Picture, language: Language): Promise<string>;
  stop(): Promise<void>;
}

/** The engine that the stand-in for Claude reads with, one for each language that is met. */
export function startOcr(): Ocr {
  const engines = new Map<Language, ReturnType<typeof createOcrEngine>>();
  const engineOf = (language: Language): ReturnType<typeof createOcrEngine> => {
    const known = engines.get(language);
    if (known !== undefined) return known;
    const engine = createOcrEngine({ workers: 1, language, isOneBlock: language !== 'eng' });
    engines.set(language, engine);
    return engine;
  };
  return {
    async read({ bytes, mediaType, width, height }, language) {
      if (mediaType === 'application/pdf' || mediaType === ADDRESS)
        throw new TypeError('a picture was asked for');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const size = { width, height };
      const seen = { ...size, tokens: pictureTokens(size), isDownsized: false };
      const picture = { path: '', bytes, mediaType, sha256, sent: size, seen };
      const text = await engineOf(language).read(picture);
      // Between ideographs the engine sees spaces that nobody wrote.
      return language === 'eng' ? text : text.replaceAll(/\s+/g, '');
    },
    async stop() {
      await Promise.all([...engines.values()].map((engine) => engine.stop()));
    },
  };
}
