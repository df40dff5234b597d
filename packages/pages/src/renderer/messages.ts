import type { FailureCode } from '@quire/domain';
import type { RenderResult, RenderTask } from '../face.ts';

/** Worker to renderer. */
export interface RenderQuestion {
  readonly id: number;
  readonly task: RenderTask;
}

/** Renderer to worker. */
export type RenderAnswer =
  | { readonly id: number; readonly result: RenderResult }
  | {
      readonly id: number;
      readonly failure: { readonly code: FailureCode; readonly detail: string | undefined };
    };
