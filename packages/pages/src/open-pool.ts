import type { RenderResult, RenderTask } from './face.ts';
import {
  createRendererProcess,
  type ProcessLimits,
  type RendererProcess,
} from './renderer-process.ts';

/** Processes of one kind, each with one task at a time; what finds none free waits in line. */
export interface Pool {
  run(task: RenderTask, signal: AbortSignal): Promise<RenderResult>;
  close(): Promise<void>;
}

/** Opens a pool. Children start when there is something to do. @param program as for one of them */
export function openPool(program: string, processes: number, limits: ProcessLimits): Pool {
  const all = Array.from({ length: processes }, () => createRendererProcess(program, limits));
  const idle = [...all];
  const waiting: ((renderer: RendererProcess) => void)[] = [];
  const closing = new AbortController();

  const take = (): Promise<RendererProcess> => {
    const renderer = idle.pop();
    return renderer ? Promise.resolve(renderer) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (renderer: RendererProcess): void => {
    const next = waiting.shift();
    if (next) next(renderer);
    else idle.push(renderer);
  };
  return {
    async run(task, signal) {
      const renderer = await take();
      try {
        signal.throwIfAborted();
        // Whoever was still in line must not start a child that nobody would end.
        closing.signal.throwIfAborted();
        return await renderer.run(task, signal);
      } finally {
        giveBack(renderer);
      }
    },
    async close() {
      closing.abort(new Error('the renderers are closed'));
      await Promise.all(all.map((renderer) => renderer.end()));
    },
  };
}
