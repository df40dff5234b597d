import { type Answer, pageRequest } from '@quire/claude';
import { type AnswerToJudge, type CallStep, type DocumentRecord, nextCall } from '@quire/domain';
import type { Picture } from '@quire/pages';
import type { JobContext } from '@quire/queues';
import { askClaude, type AskPorts, type Asked } from './ask-claude.ts';
import { type Asking, askUntilDone } from './ask-until-done.ts';
import { callLane } from './batch/call-lane.ts';
import { planCall } from './call-plan.ts';
import { judgePage, judgePatch } from './judge-page.ts';
import { callWay, stepFacts } from './call-way.ts';
import type { DeliverPorts } from './deliver-page.ts';
import { layeredPage, type PageSoFar } from './page-record.ts';
import { pictureFor, type DrawPorts } from './picture-for.ts';

export type AnswerPorts = AskPorts &
  DeliverPorts &
  DrawPorts & {
    readonly defaultModel: string;
  };

type Context = Pick<JobContext, 'stopping' | 'abandoned' | 'rank'>;
type PicturedPage = PageSoFar & { readonly picture: Picture };

/**
 * Asks for a page until it has an answer that can be relied on, or nothing more is to be done about it
 * (docs/decisions/0009). Each call is a whole one, and what it brought is kept before the next begins.
 * @param start with the picture for the first call
 * @returns false when there is nothing to deliver: the page is done, or its document is over
 * @throws as askClaude, but for StepBarred
 */
export async function answerPage(
  document: DocumentRecord,
  start: PicturedPage,
  ports: AnswerPorts,
  context: Context,
): Promise<boolean> {
  const { picture } = start;
  const asking: Asking = {
    next: (page, barred) =>
      nextCall(page, stepFacts(document.options, picture, ports.defaultModel, barred)),
    ask: (step, soFar) => askFor(step, document, { ...soFar, picture }, ports, context),
    end: (page, next) => (next === 'text-layer' ? layeredPage(page, picture) : page),
  };
  return askUntilDone(document.id, start, asking, ports);
}

/** Makes one call of a page, with the picture that it wants. */
async function askFor(
  step: CallStep,
  document: DocumentRecord,
  soFar: PicturedPage,
  ports: AnswerPorts,
  context: Context,
): Promise<Asked> {
  const way = callWay(step, soFar.draft, document.options, ports.defaultModel);
  const { modelId, drawnAs } = way;
  const picture = await pictureFor(way, document, soFar, ports, context.abandoned);
  const nowMs = Date.now();
  const lane = callLane(document, soFar, nowMs);
  const plan = await planCall(document, picture, { ...way, lane }, ports, nowMs);
  const question = {
    soFar: { ...soFar, modelId, drawnAs, picture },
    step,
    plan,
    request: () => pageRequest(plan),
    judge: (answer: AnswerToJudge) => judgePage(answer, document.options, picture),
    read: (answer: Answer) =>
      plan.patch === null
        ? { answer, judgement: judgePage(answer, document.options, picture) }
        : judgePatch(answer, plan.patch, document.options, picture),
  };
  return askClaude(document, question, ports, context);
}
