import { findModel } from '@quire/claude';
import { Failure } from '@quire/domain';
import { assertAllowedUrl } from '@quire/webhooks';
import type { ApiPorts } from './api-ports.ts';
import { InvalidRequest } from './problem.ts';
import type { Upload } from './uploads/upload.ts';

/** What only this side of the options' schema can know. @throws InvalidRequest */
export function checkOptions(
  { options, optionsAt }: Pick<Upload, 'options' | 'optionsAt'>,
  { guard }: Pick<ApiPorts, 'guard'>,
): void {
  const { model, strong_model: strong, webhook } = options;
  assertPriced(`${optionsAt}/model`, model);
  assertPriced(`${optionsAt}/strong_model`, strong);
  try {
    if (webhook !== undefined) assertAllowedUrl(new URL(webhook.url), guard);
  } catch (error) {
    throw new Failure('webhook_not_allowed', { cause: error });
  }
}

/**
 * For new work alone: who sends an upload again asks for a document that is there, though its deadline is over.
 * @returns null where there is time left, or no deadline
 */
export function passedDeadline(
  { options: { deadline }, optionsAt }: Pick<Upload, 'options' | 'optionsAt'>,
  nowMs: number,
): InvalidRequest | null {
  if (deadline === undefined || Date.parse(deadline) > nowMs) return null;
  return new InvalidRequest([{ pointer: `${optionsAt}/deadline`, detail: 'is in the past' }]);
}

function assertPriced(pointer: string, model: string | undefined): void {
  try {
    if (model !== undefined) findModel(model);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new InvalidRequest([{ pointer, detail: error.message }]);
  }
}
