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
  nowMs: number = Date.now(),
): void {
  const { model, strong_model: strong, webhook, deadline } = options;
  if (deadline !== undefined && Date.parse(deadline) <= nowMs) {
    throw new InvalidRequest([{ pointer: `${optionsAt}/deadline`, detail: 'is in the past' }]);
  }
  assertPriced(`${optionsAt}/model`, model);
  assertPriced(`${optionsAt}/strong_model`, strong);
  try {
    if (webhook !== undefined) assertAllowedUrl(new URL(webhook.url), guard);
  } catch (error) {
    throw new Failure('webhook_not_allowed', { cause: error });
  }
}

function assertPriced(pointer: string, model: string | undefined): void {
  try {
    if (model !== undefined) findModel(model);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new InvalidRequest([{ pointer, detail: error.message }]);
  }
}
