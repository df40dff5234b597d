import type { PageLayer, Verdict } from '../../../packages/domain/src/index.ts';
import { seededRandom } from '../../samples/seeded-random.ts';
import { answerPage } from './answer-page.ts';
import { layOut } from './lay-out.ts';
import { type Language, languages } from './phrases.ts';
import { between, type PageKind, pageKinds, pick, type Random, type SetPage } from './set-page.ts';
import { isSpoiling, type Spoiling, spoilAnswer, spoilings } from './spoil-answer.ts';
import { writePage } from './write-page.ts';

/** One answer of the set, and the verdict that is right for it. */
export interface SetAnswer {
  /** How it was spoiled, or the kind of page that was read honestly. */
  readonly group: Spoiling | 'clean';
  readonly kind: PageKind;
  readonly text: string;
  readonly layer: PageLayer;
  readonly right: Verdict;
}

/** Kinds of Latin script are written in one of three languages. */
function languageOf(kind: PageKind, random: Random): Language {
  if (kind === 'cyrillic') return 'ru';
  if (kind === 'chinese') return 'zh';
  if (kind === 'arabic') return 'ar';
  return pick(
    random,
    kind === 'refrain' || kind === 'apology' ? languages : (['en', 'de', 'fr'] as const),
  );
}

/** Answers of one seed: each kind of page read honestly, and each spoiled in every way it can be. */
export function judgedSet(seed: number, pagesOfKind: number): SetAnswer[] {
  const answers: SetAnswer[] = [];
  for (const [at, kind] of pageKinds.entries()) {
    for (let number = 0; number < pagesOfKind; number += 1) {
      answers.push(...answersOf(kind, seed * 1_000_003 + at * 10_007 + number * 101));
    }
  }
  return answers;
}

function answersOf(kind: PageKind, seed: number): SetAnswer[] {
  const random = seededRandom(seed);
  const language = languageOf(kind, random);
  const other = pick(
    random,
    languages.filter((one) => one !== language),
  );
  const pageSeed = between(random, 1, 1e9);
  const page = writePage(kind, language, seededRandom(pageSeed));
  const translated = writePage(kind, other, seededRandom(pageSeed));
  const neighbour = writePage(kind, language, seededRandom(pageSeed + 1));
  const layer = layOut(page, random);
  const clean: SetAnswer = {
    group: 'clean',
    kind,
    text: answerPage(page, random).join('\n\n'),
    layer,
    right: 'ok',
  };
  return [clean, ...spoiledOf({ page, translated, neighbour }, layer, random)];
}

function spoiledOf(
  pages: { page: SetPage; translated: SetPage; neighbour: SetPage },
  layer: PageLayer,
  random: Random,
): SetAnswer[] {
  return Object.keys(spoilings)
    .filter(isSpoiling)
    .flatMap((group) => {
      const text = spoilAnswer(group, pages, random);
      if (text === null) return [];
      return [{ group, kind: pages.page.kind, text, layer, right: spoilings[group] }];
    });
}
