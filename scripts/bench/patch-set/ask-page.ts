import { type Claude, findModel, pageRequest } from '@quire/claude';
import { sentPictures } from '@quire/pages';
import {
  judgeAnswer,
  pageFacts,
  pagePrompt,
  type PagePrompt,
  patchTask,
  readPatch,
} from '../../../packages/domain/src/index.ts';
import { characterErrors } from '../render-errors.ts';
import type { PatchPage } from './patch-page.ts';

/** What one call came to. */
export interface AskedPage {
  /** As Claude wrote it. */
  readonly answer: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** `ok`, another verdict, or that the answer could not be put together. */
  readonly end: string;
  /** Of the Markdown, marks and all, against what stands on the page; a share. */
  readonly error: number;
}

const model = findModel('claude-haiku-5-5');

/** Asks for a page written out. */
export async function askInFull(claude: Claude, page: PatchPage): Promise<AskedPage> {
  return ask(claude, page, pagePrompt({}), (answer) => answer);
}

/** Asks for a page as a patch. @returns null where it has to be written out */
export async function askForPatch(claude: Claude, page: PatchPage): Promise<AskedPage | null> {
  const { layer } = page.picture;
  const task = patchTask({ mode: 'patch' }, layer);
  if (task === null) return null;
  return ask(claude, page, task.prompt, (answer) => {
    const read = readPatch(answer, task);
    return typeof read === 'string' ? read : null;
  });
}

async function ask(
  claude: Claude,
  { picture, truth }: PatchPage,
  prompt: PagePrompt,
  textOf: (answer: string) => string | null,
): Promise<AskedPage> {
  const request = pageRequest({
    model,
    pictures: sentPictures(picture),
    prompt,
    maxTokens: 16_000,
  });
  const outcome = await claude.call(request, new AbortController().signal);
  if (outcome.kind !== 'accepted') throw new Error(`${outcome.code}: ${outcome.detail}`);
  const { answer } = outcome;
  const { usage } = answer;
  const text = textOf(answer.text);
  const facts = pageFacts({}, picture.layer);
  return {
    answer: answer.text,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    end:
      text === null
        ? 'unreadable'
        : judgeAnswer({ ...answer, text, hasUnknownBlocks: false }, undefined, facts).verdict,
    error: text === null ? 1 : characterErrors(text, truth),
  };
}
