import { findModel } from '@quire/claude';
import {
  type AnswerToJudge,
  type DocumentRecord,
  type Judgement,
  nextCall,
  type PagePrompt,
  type Whole,
  type WholeWay,
} from '@quire/domain';
import { type JobContext, Postponed } from '@quire/queues';
import type { AnswerPorts } from '../answer-page.ts';
import { askClaude } from '../ask-claude.ts';
import { callLane } from '../batch/call-lane.ts';
import { askUntilDone } from '../ask-until-done.ts';
import { callWay, type CallWay, wholeStepFacts } from '../call-way.ts';
import type { PageSoFar } from '../page-record.ts';
import { StepBarred } from '../step-barred.ts';
import { wholeQuestion, type WholeParts } from './whole-question.ts';
import { wholeRecord } from './whole-record.ts';

/** What is asked about a document as a whole, whoever is asked. */
interface WholeAsked {
  readonly prompt: PagePrompt;
  readonly judge: (answer: AnswerToJudge) => Judgement;
  /** What one call is about. @throws StepBarred where a further call cannot be given it */
  readonly partsFor: (way: CallWay) => Promise<{
    readonly parts: WholeParts;
    readonly asked: Whole['asked'];
  }>;
}

/**
 * Asks about a document as a whole, cheap first, as pages are asked about (docs/decisions/0009): but for
 * the parts of a page and its text layer, every step that its answer calls for may be taken once.
 * @returns false when there is nothing to deliver: it is done, or its document is over
 * @throws as answerPage
 */
export async function askForWhole(
  document: DocumentRecord & { readonly whole: WholeWay },
  start: PageSoFar,
  { prompt, judge, partsFor }: WholeAsked,
  ports: AnswerPorts,
  context: Pick<JobContext, 'stopping' | 'abandoned' | 'rank'>,
): Promise<boolean> {
  const { options, whole } = document;
  return askUntilDone(
    document.id,
    start,
    {
      next: (page, barred) => nextCall(page, wholeStepFacts(options, ports.defaultModel, barred)),
      async ask(step, soFar) {
        const way = callWay(step, soFar.draft, options, ports.defaultModel);
        const { parts, asked } = await partsFor(way);
        const lane = callLane(document, soFar, Date.now());
        const asking = { lane, way, parts, prompt, judge };
        const question = await wholeQuestion(document, soFar, asking, ports, Date.now());
        const answered = await askClaude(document, question, ports, context);
        if (answered.kind !== 'answered') return answered;
        return { ...answered, record: wholeRecord(answered.record, whole, asked) };
      },
      end: (page) => page,
    },
    ports,
  );
}

/** Whether two models look at pictures of the same size, and take as many in one request. */
export function seesAlike(modelId: string, otherId: string): boolean {
  const [model, other] = [findModel(modelId), findModel(otherId)];
  return model.tier === other.tier && model.contextTokens === other.contextTokens;
}

/** For what goes wrong before a further call: it is gone without, for there is an answer. */
export function barring({ abandoned }: Pick<JobContext, 'abandoned'>): (error: unknown) => never {
  return (error) => {
    if (abandoned.aborted || error instanceof Postponed) throw error;
    throw new StepBarred('it cannot be drawn for it', { cause: error });
  };
}
