import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Failure } from '@quire/domain';
import { EngineFailure } from './engine-failure.ts';
import type { RenderResult, RenderTask } from './face.ts';
import { unpackResult } from './pack-result.ts';
import type { RenderAnswer, RendererStarted, RenderQuestion } from './renderer/messages.ts';
import { residentMb } from './resident-mb.ts';
import { watchMemory } from './watch-memory.ts';
import { giveUpWithoutNetwork, withoutNetwork } from './without-network.ts';

/** One child process that draws one page at a time, and is ended when it does not. */
export interface RendererProcess {
  /**
   * @throws Failure with the renderer's code, `render_timeout`, `render_memory`, or `render_failed`
   * when it died
   */
  run(task: RenderTask, signal: AbortSignal): Promise<RenderResult>;
  end(): Promise<void>;
}

export interface ProcessLimits {
  /** Wall clock for one task. */
  readonly timeoutMs: number;
  /** Resident memory at work. */
  readonly maxRssMb: number;
  /** Resident memory at rest, beyond which a next task gets a new child: PDFium gives none back. */
  readonly maxRestingRssMb: number;
  /** How much a child's JavaScript may add to its heap before all of it is looked through; V8 decides unless told. */
  readonly heapGrowthPercent?: number;
  /** Tasks for one child. No leak was seen in 2,000 pages; this is for those that nobody has seen. */
  readonly maxTasks: number;
}

/** Least time between two looks at the memory of a child at rest: one costs as much as all messages of a small page. */
const LOOK_AT_REST_EVERY_MS = 100;

/** Starts a child when first needed, and again after it was ended. @param program beside this file */
export function createRendererProcess(program: string, limits: ProcessLimits): RendererProcess {
  let child: ChildProcess | undefined;
  let questions = 0;
  let tasksOfChild = 0;
  let lookedAtMs = -Infinity;

  const start = (): ChildProcess => {
    const started = startChild(program, limits.heapGrowthPercent);
    tasksOfChild = 0;
    lookedAtMs = -Infinity;
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    return started;
  };
  const kill = (renderer: ChildProcess): void => {
    if (child === renderer) child = undefined;
    renderer.kill('SIGKILL');
  };
  const hasGrown = ({ pid }: ChildProcess): boolean => {
    const nowMs = performance.now();
    if (pid === undefined || nowMs - lookedAtMs < LOOK_AT_REST_EVERY_MS) return false;
    lookedAtMs = nowMs;
    return (residentMb(pid) ?? 0) > limits.maxRestingRssMb;
  };
  const killIfWorn = (renderer: ChildProcess): void => {
    if (tasksOfChild >= limits.maxTasks || hasGrown(renderer)) kill(renderer);
  };

  return {
    run(task, signal) {
      const renderer = (child ??= start());
      const id = (questions += 1);
      tasksOfChild += 1;
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
          kill(renderer);
          settle(() => reject(reason instanceof Error ? reason : new Error(String(reason))));
        };
        const onMessage = (answer: RenderAnswer | RendererStarted): void => {
          if (answer.id !== id) return;
          if ('result' in answer) {
            killIfWorn(renderer);
            settle(() => resolve(unpackResult(answer.result)));
            return;
          }
          const failure = failureFrom(answer.failure);
          // An engine that broke on this page (it may have run out of memory) is broken for the next.
          if (failure.code === 'render_failed') return giveUp(failure);
          killIfWorn(renderer);
          settle(() => reject(failure));
        };
        const onExit = (code: number | null, killedBy: string | null): void => {
          const detail = `the renderer ended with ${killedBy ?? `code ${code}`}`;
          settle(() => reject(new Failure('render_failed', { detail })));
        };
        const onError = (error: Error): void => {
          const detail = `the renderer could not be started: ${error.message}`;
          giveUp(new Failure('render_failed', { detail }));
        };
        const onAbort = (): void => giveUp(signal.reason);
        const timer = setTimeout(() => {
          giveUp(
            new Failure('render_timeout', { detail: `not drawn within ${limits.timeoutMs} ms` }),
          );
        }, limits.timeoutMs);
        const endWatch = watchMemory(renderer.pid, limits.maxRssMb, (rssMb) => {
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
      const ending = child;
      child = undefined;
      if (ending === undefined || ending.exitCode !== null) return;
      const gone = once(ending, 'exit');
      ending.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * glibc's allocator keeps what pictures of ever other sizes leave behind, for each thread anew: one heap
 * for all, and a renderer has 395 MB where it had 513 (render bench's set, beside Tesseract). Pictures up to 32 MB are
 * taken from that heap: asked of the system each time, they are zeroed each time, 5 to 10 % of a page.
 * Other systems' allocators ignore them.
 */
const MEMORY_SETTINGS = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '33554432',
  MALLOC_TRIM_THRESHOLD_: '33554432',
};

function startChild(program: string, heapGrowthPercent?: number): ChildProcess {
  const apart = withoutNetwork();
  const [execPath = process.execPath, ...way] = apart;
  const started = fork(fileURLToPath(new URL(program, import.meta.url)), [], {
    execPath,
    serialization: 'advanced',
    ...(execPath !== undefined && { execPath }),
    // Hostile files are opened in there: no key, no address, nothing worth stealing.
    env: MEMORY_SETTINGS,
    execArgv: [
      ...(apart.length > 0 ? [...way, process.execPath] : []),
      '--max-old-space-size=512',
      // Most of what a page leaves behind is short-lived and large: swept early, it does not pile up.
      '--max-semi-space-size=4',
      ...(heapGrowthPercent === undefined ? [] : [`--heap-growing-percent=${heapGrowthPercent}`]),
      // Sweeping in several threads is sooner done and takes more processor time, which others need.
      '--single-threaded-gc',
      '--disallow-code-generation-from-strings',
      // Whoever takes over the JavaScript in there can write no file and start no program.
      '--permission',
      '--allow-fs-read=*',
      '--allow-addons',
      // The orientation detector reads in a thread of its own.
      '--allow-worker',
      '--disable-warning=SecurityWarning',
      `--require=${fileURLToPath(new URL('renderer/refuse-network.ts', import.meta.url))}`,
    ],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let hasBegun = false;
  started.once('message', () => {
    hasBegun = true;
  });
  started.once('exit', (code) => {
    // Ended by itself before it began: the system has no place without a network any more, and no page is to blame.
    if (!hasBegun && code !== null && code !== 0 && apart.length > 0) giveUpWithoutNetwork();
  });
  // Without a listener, a child that cannot be started ends its worker.
  started.on('error', giveUpWithoutNetwork);
  return started;
}

function failureFrom({
  code,
  detail,
}: Extract<RenderAnswer, { failure: unknown }>['failure']): EngineFailure {
  return new EngineFailure(code, detail === undefined ? {} : { detail });
}
