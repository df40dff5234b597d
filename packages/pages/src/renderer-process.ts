import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Failure, type FailureCode, mayPass } from '@quire/domain';
import { EngineFailure } from './engine-failure.ts';
import type { RenderResult, RenderTask } from './face.ts';
import { unpackResult } from './pack-result.ts';
import type { RenderAnswer, RendererStarted, RenderQuestion } from './renderer/messages.ts';
import { residentMb } from './resident-mb.ts';
import { startRenderer, type StartedRenderer, type StartOptions } from './start-renderer.ts';
import { watchMemory } from './watch-memory.ts';

/** One child process that draws one page at a time, and is ended when it does not. */
export interface RendererProcess {
  /**
   * @throws Failure with the renderer's code, `render_timeout`, `render_memory`, `render_failed`
   * when it died, or `renderer_unavailable` when it could not be started
   */
  run(task: RenderTask, signal: AbortSignal): Promise<RenderResult>;
  end(): Promise<void>;
}

export interface ProcessLimits extends StartOptions {
  /** Wall clock for one task, from when the child has begun. */
  readonly timeoutMs: number;
  /** Wall clock for a child to begin, which is no page's time. @default 30_000 */
  readonly beginWithinMs?: number;
  /** Resident memory at work. */
  readonly maxRssMb: number;
  /** Resident memory at rest, beyond which a next task gets a new child: PDFium gives none back. */
  readonly maxRestingRssMb: number;
  /** Tasks for one child. No leak was seen in 2,000 pages; this is for those that nobody has seen. */
  readonly maxTasks: number;
}

/** Least time between two looks at the memory of a child at rest: one costs as much as all messages of a small page. */
const LOOK_AT_REST_EVERY_MS = 100;

/** It takes half a second, and ten times as long on a machine that has ten times too much to do. */
const BEGIN_WITHIN_MS = 30_000;

/**
 * After which an engine is not asked again. One that broke on a page (it may have run out of memory) is broken for the
 * next; and one that was not given all it wanted of a file goes on with what it has.
 */
const ENDS_WITH: ReadonlySet<FailureCode> = new Set(['render_failed', 'blobs_unreachable']);

/** Starts a child when first needed, and again after it was ended. @param program beside this file */
export function createRendererProcess(program: string, limits: ProcessLimits): RendererProcess {
  let child: StartedRenderer | undefined;
  let questions = 0;
  let tasksOfChild = 0;
  let lookedAtMs = -Infinity;

  const start = (): StartedRenderer => {
    const started = startRenderer(program, limits);
    if (started.process.pid === undefined) return started;
    child = started;
    tasksOfChild = 0;
    lookedAtMs = -Infinity;
    started.process.once('exit', () => {
      if (child === started) child = undefined;
    });
    return started;
  };
  const kill = (renderer: StartedRenderer): void => {
    if (child === renderer) child = undefined;
    renderer.process.kill('SIGKILL');
  };
  const hasGrown = (pid: number): boolean => {
    const nowMs = performance.now();
    if (nowMs - lookedAtMs < LOOK_AT_REST_EVERY_MS) return false;
    lookedAtMs = nowMs;
    return (residentMb(pid) ?? 0) > limits.maxRestingRssMb;
  };

  return {
    async run(task, signal) {
      const started = child ?? start();
      const { process: renderer } = started;
      const { pid } = renderer;
      if (pid === undefined) throw await whyNotStarted(renderer);
      const id = (questions += 1);
      tasksOfChild += 1;
      const killIfWorn = (): void => {
        if (tasksOfChild >= limits.maxTasks || hasGrown(pid)) kill(started);
      };
      return new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          endWatch();
          signal.removeEventListener('abort', onAbort);
          renderer.off('message', onMessage);
          renderer.off('exit', onExit);
          renderer.off('error', onError);
          act();
        };
        const giveUp = (reason: unknown): void => {
          kill(started);
          settle(() => reject(reason instanceof Error ? reason : new Error(String(reason))));
        };
        const onMessage = (answer: RenderAnswer | RendererStarted): void => {
          if (answer.id === null) {
            clearTimeout(timer);
            timer = drawInTime();
          }
          if (answer.id !== id) return;
          if ('result' in answer) {
            killIfWorn();
            settle(() => resolve(unpackResult(answer.result)));
            return;
          }
          const failure = failureFrom(answer.failure);
          if (ENDS_WITH.has(failure.code)) return giveUp(failure);
          killIfWorn();
          settle(() => reject(failure));
        };
        const onExit = (code: number | null, killedBy: string | null): void => {
          const detail = `the renderer ended with ${killedBy ?? `code ${code}`}`;
          settle(() => reject(endOf(started, 'render_failed', detail)));
        };
        const onError = (error: Error): void => {
          giveUp(endOf(started, 'render_failed', error.message));
        };
        const onAbort = (): void => giveUp(signal.reason);
        const giveUpAfter = (ms: number, what: string): NodeJS.Timeout =>
          setTimeout(() => {
            giveUp(endOf(started, 'render_timeout', `not ${what} within ${ms} ms`));
          }, ms);
        const drawInTime = (): NodeJS.Timeout => giveUpAfter(limits.timeoutMs, 'drawn');
        const { beginWithinMs = BEGIN_WITHIN_MS } = limits;
        let timer = started.hasBegun() ? drawInTime() : giveUpAfter(beginWithinMs, 'begun');
        const endWatch = watchMemory(pid, limits.maxRssMb, (rssMb) => {
          const detail = `${Math.round(rssMb)} MB, and ${limits.maxRssMb} are allowed`;
          giveUp(new Failure('render_memory', { detail }));
        });
        signal.addEventListener('abort', onAbort, { once: true });
        renderer.on('message', onMessage);
        renderer.on('exit', onExit);
        renderer.on('error', onError);
        const question: RenderQuestion = { id, task };
        // A child that is already gone reports by its exit.
        renderer.send(question, () => undefined);
      });
    },
    async end() {
      const ending = child?.process;
      child = undefined;
      if (ending === undefined || ending.exitCode !== null) return;
      const gone = once(ending, 'exit');
      ending.kill('SIGKILL');
      await gone;
    },
  };
}

/** Before it saw a page none is to blame: the system may have no memory left, or not start it in time. */
function endOf(renderer: StartedRenderer, code: FailureCode, detail: string): Failure {
  return new Failure(renderer.hasBegun() ? code : 'renderer_unavailable', { detail });
}

/** What the system lacks to start one with: Node says it after the call. */
async function whyNotStarted(renderer: ChildProcess): Promise<Failure> {
  const [error]: unknown[] = await once(renderer, 'error').catch((cause: unknown) => [cause]);
  return new Failure('renderer_unavailable', { detail: String(error), cause: error });
}

/** That a file is gone, or cannot be read, is no engine's word on what is in it. */
function failureFrom({
  code,
  detail,
}: Extract<RenderAnswer, { failure: unknown }>['failure']): Failure {
  const said = detail === undefined ? {} : { detail };
  const isOfPage = !mayPass(code) || code === 'render_failed';
  return isOfPage ? new EngineFailure(code, said) : new Failure(code, said);
}
