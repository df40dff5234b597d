import type { Effort, ModelSpec, ThinkingType } from '../models/model-spec.ts';
import type { Picture } from '../vision/picture.ts';
import type { ContentBlock, CountBody, Tool } from './message-schema.ts';
import type { ReadDocument } from './read-document.ts';
import type { PlacedBlock } from './visit-blocks.ts';

/** A request that broke no rule, with everything the rest of the stand-in asks of it. */
export interface CheckedRequest {
  readonly model: ModelSpec;
  /** As the caller wrote it; the answer repeats it. */
  readonly modelName: string;
  readonly messages: CountBody['messages'];
  readonly system: readonly ContentBlock[];
  readonly tools: readonly Tool[];
  readonly toolChoice: NonNullable<CountBody['tool_choice']> | undefined;
  readonly blocks: readonly PlacedBlock[];
  readonly pictures: readonly Picture[];
  readonly documents: readonly ReadDocument[];
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  readonly effort: Effort;
  readonly thinking: ThinkingType;
  readonly showsThinking: boolean;
  /** Top-level `cache_control`: a breakpoint on the last block. */
  readonly autoCache: CountBody['cache_control'];
  readonly maxTokens: number;
  readonly stopSequences: readonly string[];
  readonly isStreamed: boolean;
  readonly isUsOnly: boolean;
}
