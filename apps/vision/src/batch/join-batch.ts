import { batchRequest, readBatchResult } from '@quire/claude';
import type { DocumentRecord } from '@quire/domain';
import { killPoint, type Metrics } from '@quire/service';
import type { Asked, Question } from '../ask-claude.ts';
import { concludeCall } from '../conclude-call.ts';
import { type KnownAnswerPorts, keepingFlight } from '../known-answer.ts';
import { describePicture } from '../page-record.ts';
import type { VainPorts } from '../vain-call.ts';
import type { BatchDesk } from './batch-desk.ts';
import { reservationOf } from './batched-call.ts';

export type JoinPorts = VainPorts &
  Pick<KnownAnswerPorts, 'cache' | 'owner'> & {
    readonly desk: Pick<BatchDesk, 'join' | 'comesBackInMs'>;
    readonly metrics: Pick<Metrics, 'calls'>;
  };

/**
 * Gives a claimed call to those that this process gathers for the next batch. From then on the claim is the
 * desk's to give back.
 * @throws Postponed where it holds as much as it may
 */
export function joinBatch(
  document: DocumentRecord,
  question: Question,
  fence: number,
  { desk }: JoinPorts,
): void {
  const { soFar, step, plan } = question;
  const { page, draft, picture, drawnAs } = soFar;
  desk.join({
    document,
    page,
    fence,
    base: draft?.calls.length ?? 0,
    isFurther: draft !== null,
    step,
    plan,
    // A fence names its claim for good, and so the call that is made under it.
    request: batchRequest(`${document.id}-p${page}-f${fence}`, question.request()),
    picture: picture && describePicture(picture, drawnAs),
    rotation: picture?.rotation ?? 0,
  });
}

/**
 * What came back for the page from a batch, in place of a call.
 * @returns null where nothing did
 * @throws as concludeCall
 */
export async function askedInBatch(
  document: DocumentRecord,
  question: Question,
  ports: JoinPorts,
  abandoned: AbortSignal,
): Promise<Asked | null> {
  const { soFar, plan } = question;
  const { arrived = null } = soFar;
  if (arrived === null) return null;
  const { attempt, name } = arrived;
  const asked = { model: plan.model.id, max_tokens: plan.maxTokens };
  const result = readBatchResult(arrived.result, name, asked);
  const facts = { requestId: name, tookMs: 0, seen: null };
  const outcome =
    result.kind === 'unreadable'
      ? {
          ...facts,
          kind: 'ambiguous' as const,
          code: 'claude_answer_unreadable' as const,
          detail: 'it is not a message',
        }
      : { ...facts, ...result };
  ports.metrics.calls.inc({ model: plan.model.id, class: outcome.kind });
  killPoint('after-arrival');
  const about = { tenant: document.tenant, picture: plan.pictureSha256 };
  const flight = keepingFlight(about, plan.answerParts, ports);
  const ended = { attempt, reservation: reservationOf(arrived), flight, outcome };
  const record = await concludeCall(document, question, ended, ports, abandoned.aborted);
  return { kind: 'answered', record, flight };
}
