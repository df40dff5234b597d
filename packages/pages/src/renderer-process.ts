import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Failure } from '@quire/domain';
import type { RenderResult, RenderTask } from './face.ts';
import type { RenderAnswer, RenderQuestion } from './renderer/messages.ts';

const RENDERER = fileURLToPath(new URL('renderer/main.ts', import.meta.url));

/** One child process that draws one page at a time, and is ended when it does not. */
export interface RendererProcess {
  /** @throws Failure with the renderer's code, `render_timeout`, or `render_failed` when it died */
  run(task: RenderTask, timeoutMs: number, signal: AbortSignal): Promise<RenderResult>;
  end(): Promise<void>;
}

/** Starts a child when first needed, and again after it was ended. */
export function createRendererProcess(): RendererProcess {
  let child: ChildProcess | undefined;
  let questions = 0;

  const start = (): ChildProcess => {
    const started = fork(RENDERER, [], {
      serialization: 'advanced',
      // Hostile files are opened in there: no key, no address, nothing worth stealing.
      env: {},
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    // Only a child that could not be started reports here, and its exit is what callers wait for.
    started.on('error', () => undefined);
    return started;
  };

  return {
    run(task, timeoutMs, signal) {
      const renderer = (child ??= start());
      const id = (questions += 1);
      return new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          renderer.off('message', onMessage);
          renderer.off('exit', onExit);
          act();
        };
        const kill = (reason: unknown): void => {
          if (child === renderer) child = undefined;
          renderer.kill('SIGKILL');
          settle(() => reject(reason instanceof Error ? reason : new Error(String(reason))));
        };
        const onMessage = (answer: RenderAnswer): void => {
          if (answer.id !== id) return;
          if ('result' in answer) {
            settle(() => resolve(answer.result));
            return;
          }
          const failure = failureFrom(answer.failure);
          // An engine that broke on this page (it may have run out of memory) is broken for the next.
          if (failure.code === 'render_failed') kill(failure);
          else settle(() => reject(failure));
        };
        const onExit = (code: number | null, killedBy: string | null): void => {
          const detail = `the renderer ended with ${killedBy ?? `code ${code}`}`;
          settle(() => reject(new Failure('render_failed', { detail })));
        };
        const onAbort = (): void => kill(signal.reason);
        const timer = setTimeout(() => {
          kill(new Failure('render_timeout', { detail: `not drawn within ${timeoutMs} ms` }));
        }, timeoutMs);
        signal.addEventListener('abort', onAbort, { once: true });
        renderer.on('message', onMessage);
        renderer.on('exit', onExit);
        const question: RenderQuestion = { id, task };
        // A child that is already gone reports by its exit.
        renderer.send(question, () => undefined);
      });
    },
    async end() {
      const ending = child;
      child = undefined;
      if (ending === undefined || ending.exitCode !== null) return;
      const gone = once(ending, 'exit');
      ending.kill('SIGKILL');
      await gone;
    },
  };
}

function failureFrom({
  code,
  detail,
}: Extract<RenderAnswer, { failure: unknown }>['failure']): Failure {
  return new Failure(code, detail === undefined ? {} : { detail });
}
