import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Failure } from '@quire/domain';
import { endedWithWorker } from './ended-with-worker.ts';
import { withoutNetwork } from './without-network.ts';

/** A child as it was started. */
export interface StartedRenderer {
  /** Without a `pid` where the system started none: then `send` may be missing, and `kill` would reach the caller's whole group. */
  readonly process: ChildProcess;
  /** Whether it has said that it waits for tasks: until then, no page is to blame for its end. */
  hasBegun(): boolean;
}

export interface StartOptions {
  /** How much a child's JavaScript may add to its heap before all of it is looked through; V8 decides unless told. */
  readonly heapGrowthPercent?: number;
  /** Told once in a process, in a sentence, where renderers have to share its network. */
  readonly warn?: (sentence: string) => void;
}

const SHARED_NETWORK =
  'This system gives renderers no network of their own: see "What bounds it" in docs/rendering.md.';

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

let hasWarned = false;

/**
 * Starts a child that draws.
 * @param program beside this file
 * @param prefixes what this system has to keep a child from its network, and to end it with this process
 * @throws Failure `renderer_unavailable` where the system has nothing to start it with at present
 */
export function startRenderer(
  program: string,
  { heapGrowthPercent, warn }: StartOptions,
  prefixes = { network: withoutNetwork, end: endedWithWorker },
): StartedRenderer {
  const nowMs = performance.now();
  const apart = prefixes.network.words(nowMs);
  const ended = prefixes.end.words(nowMs);
  if (apart.length === 0 && !hasWarned) {
    hasWarned = true;
    warn?.(SHARED_NETWORK);
  }
  const [execPath, ...before] = [...apart, ...ended, process.execPath];
  const who = [String(process.pid), ended.length > 0 ? 'ended-by-system' : 'looks-itself'];
  const path = fileURLToPath(new URL(program, import.meta.url));
  const started = named(() =>
    fork(path, who, {
      execPath,
      serialization: 'advanced',
      // Hostile files are opened in there: no key, no address, nothing worth stealing.
      env: MEMORY_SETTINGS,
      execArgv: [
        ...before,
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
    }),
  );
  let hasBegun = false;
  started.once('message', () => {
    hasBegun = true;
  });
  started.once('exit', (code) => {
    // Ended by itself before it began: what was put before it may not work any more.
    if (!hasBegun && code !== null && code !== 0) doubtPrefixes();
  });
  // Without a listener, a child that cannot be started ends its worker.
  started.on('error', doubtPrefixes);
  return { process: started, hasBegun: () => hasBegun };
}

function doubtPrefixes(): void {
  withoutNetwork.doubt();
  endedWithWorker.doubt();
}

/** Of most wants Node tells by an event; of others, memory among them, it throws. */
function named(start: () => ChildProcess): ChildProcess {
  try {
    return start();
  } catch (cause) {
    throw new Failure('renderer_unavailable', { detail: String(cause), cause });
  }
}
