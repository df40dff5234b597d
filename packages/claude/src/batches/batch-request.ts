import type Anthropic from '@anthropic-ai/sdk';

/** One request of a batch, as it is sent. */
export interface BatchRequest {
  readonly customId: string;
  readonly bytes: Uint8Array;
}

/** @param customId 1 to 64 letters, digits, `_` and `-`, once in a batch */
export function batchRequest(
  customId: string,
  params: Anthropic.MessageCreateParamsNonStreaming,
): BatchRequest {
  return { customId, bytes: Buffer.from(JSON.stringify({ custom_id: customId, params })) };
}

const BEGIN = Buffer.from('{"requests":[');
const BETWEEN = Buffer.from(',');
const END = Buffer.from(']}');

/** The body of a batch in pieces, none of them copied: all of its pictures stand in memory once. */
export function batchBody(requests: readonly BatchRequest[]): Uint8Array[] {
  const pieces = requests.flatMap(({ bytes }, at) => (at === 0 ? [bytes] : [BETWEEN, bytes]));
  return [BEGIN, ...pieces, END];
}
