import type { FailureCode } from '@quire/domain';
import type { RenderTask } from '../face.ts';
import type { PackedResult } from '../pack-result.ts';

/** Worker to renderer. */
export interface RenderQuestion {
  readonly id: number;
  readonly task: RenderTask;
}

/** Renderer to worker, before anything else: what ends it from now on is a page, and not how it was started. */
export interface RendererStarted {
  readonly id: null;
}

/** Renderer to worker. */
export type RenderAnswer =
  | { readonly id: number; readonly result: PackedResult }
  | {
      readonly id: number;
      readonly failure: { readonly code: FailureCode; readonly detail: string | undefined };
    };
