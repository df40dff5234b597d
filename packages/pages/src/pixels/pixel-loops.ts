import { PIXEL_LOOPS } from './pixel-loops-binary.ts';

declare global {
  /** What of it is used here: the compiler's own description comes with that of browsers. */
  namespace WebAssembly {
    class Module {
      constructor(bytes: Uint8Array);
      static exports(module: Module): readonly { readonly name: string }[];
    }
    class Instance {
      constructor(module: Module, imports: { readonly pixels: { readonly memory: Memory } });
      readonly exports: Readonly<Record<string, unknown>>;
    }
    class Memory {
      readonly buffer: ArrayBuffer;
      constructor(pages: { readonly initial: number });
    }
  }
}

type Loop = (...numbers: number[]) => number;

/** Most pixels that are looked at at a time: with four bytes each they stay in a processor's own memory. */
export const STRIP_PIXELS = 64 * 1024;
/** Pixels that a loop takes in one step. */
export const SIXTEEN = 16;
/** Where callers put what the loops read: one byte in, for a loop looks at the pixel before. */
export const IN = 16;
/** Where results are put. */
export const OUT = 512 * 1024;
/** Where a third thing is put, which some loops need. */
export const BESIDE = 1024 * 1024;

/** In pages of 64 kB: what the loops need at least. */
const MEMORY_PAGES = 24;

let module: WebAssembly.Module | undefined;
let loaded: ReturnType<typeof load> | undefined;

/**
 * The loops of pixel-loops.wat over memory of their own. In JavaScript they take five to ten times as
 * long, and more until they are compiled: 7 ms for the shades of a page that take 1 here.
 */
export function pixelLoops(): ReturnType<typeof load> {
  return (loaded ??= load());
}

/** The loop that makes red of blue and blue of red, over memory in which pixels stand already. */
export function swapLoop(memory: WebAssembly.Memory): Loop {
  return loopsOver(memory)('swap');
}

function load() {
  const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES });
  const loop = loopsOver(memory);
  return {
    /** It never grows, so this view of it stands. */
    bytes: new Uint8Array(memory.buffer),
    shorts: new Uint16Array(memory.buffer),
    shades: loop('shades'),
    grains: loop('grains'),
    nibbles: loop('nibbles'),
    darker: loop('darker'),
    gather: loop('gather'),
    halve: loop('halve'),
    spread: loop('spread'),
    spreadShades: loop('spreadShades'),
  } as const;
}

function loopsOver(memory: WebAssembly.Memory): (name: string) => Loop {
  module ??= new WebAssembly.Module(Buffer.from(PIXEL_LOOPS, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { pixels: { memory } });
  return (name) => {
    const found: unknown = exports[name];
    if (!isLoop(found)) throw new TypeError(`there is no loop ${name}`);
    return found;
  };
}

function isLoop(value: unknown): value is Loop {
  return typeof value === 'function';
}
