import type { Anthropic } from '@anthropic-ai/sdk';
import { findModel, type Model, pageRequest } from '../src/index.ts';

/** A white JPEG of 56 by 56 pixels: four patches of 28, which is four tokens. */
export const picture = {
  bytes: Buffer.from(
    '/9j/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAA4ADgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ALIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP/2Q==',
    'base64',
  ),
  mediaType: 'image/jpeg',
} as const;

export const schema = {
  type: 'object',
  properties: { total: { type: 'number' } },
  required: ['total'],
  additionalProperties: false,
};

export const text = { context: undefined, instruction: 'Transcribe.', schema: undefined };
export const data = { context: 'An invoice.', instruction: 'Extract.', schema };

export function aRequest(
  model: Model = findModel('claude-haiku-5-5'),
  prompt: typeof text | typeof data = text,
): Anthropic.MessageCreateParamsNonStreaming {
  return pageRequest({ model, pictures: [picture], prompt, maxTokens: 1_000 });
}
