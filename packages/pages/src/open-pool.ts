import type { RenderResult, RenderTask } from './face.ts';
import { nextTurn, SLOW_MS } from './next-turn.ts';
import {
  createRendererProcess,
  type ProcessLimits,
  type RendererProcess,
} from './renderer-process.ts';

/**
 * Processes of one kind, each with one task at a time. What finds none free waits in line, where sources take turns:
 * no document holds up the others for as long as all of its pages take.
 */
export interface Pool {
  run(task: RenderTask, signal: AbortSignal): Promise<RenderResult>;
  close(): Promise<void>;
}

/** A process in the hands of a task. */
interface Turn {
  readonly source: string;
  readonly startedAtMs: number;
  readonly renderer: RendererProcess;
}

interface Waiting {
  readonly source: string;
  begin(turn: Turn): void;
}

/**
 * Opens a pool. Children start when there is something to do.
 * @param program as for one of them
 * @param mostOfOne how many of the processes one source may have at the same time, however fast its pages are
 */
export function openPool(
  program: string,
  processes: number,
  limits: ProcessLimits,
  mostOfOne = processes,
): Pool {
  const all = Array.from({ length: processes }, () => createRendererProcess(program, limits));
  const idle = [...all];
  const waiting: Waiting[] = [];
  const running = new Set<Turn>();
  const slowUntilMs = new Map<string, number>();
  const closing = new AbortController();

  const takeTurns = (): void => {
    const nowMs = performance.now();
    while (idle.length > 0) {
      const turns = { processes, mostOfOne, waiting, running: [...running], slowUntilMs };
      const at = nextTurn(turns, nowMs);
      if (at === undefined) return;
      const [next] = waiting.splice(at, 1);
      const renderer = idle.pop();
      if (next === undefined || renderer === undefined) return;
      const turn = { source: next.source, startedAtMs: nowMs, renderer };
      running.add(turn);
      next.begin(turn);
    }
  };
  const take = (source: string, signal: AbortSignal): Promise<Turn> =>
    new Promise((resolve, reject) => {
      const waiter: Waiting = {
        source,
        begin(turn) {
          signal.removeEventListener('abort', leave);
          resolve(turn);
        },
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(waiter), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(waiter);
      takeTurns();
    });
  /** Its next pages would all begin at once where those that were slow have ended together. */
  const rememberSlow = ({ source, startedAtMs }: Turn): void => {
    const nowMs = performance.now();
    const tookMs = nowMs - startedAtMs;
    if (tookMs <= SLOW_MS) return;
    for (const [known, untilMs] of slowUntilMs) if (untilMs <= nowMs) slowUntilMs.delete(known);
    // For as long again: one page that took a little too long costs a good document little.
    slowUntilMs.set(source, Math.max(nowMs + tookMs, slowUntilMs.get(source) ?? 0));
  };
  const giveBack = (turn: Turn): void => {
    running.delete(turn);
    rememberSlow(turn);
    idle.push(turn.renderer);
    takeTurns();
  };
  return {
    async run(task, signal) {
      signal.throwIfAborted();
      const turn = await take(task.source.path, signal);
      try {
        // Its turn may have come, and it been given up, in one go.
        signal.throwIfAborted();
        // Whoever was still in line must not start a child that nobody would end.
        closing.signal.throwIfAborted();
        return await turn.renderer.run(task, signal);
      } finally {
        giveBack(turn);
      }
    },
    async close() {
      closing.abort(new Error('the renderers are closed'));
      await Promise.all(all.map((renderer) => renderer.end()));
    },
  };
}
