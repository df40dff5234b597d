import { PIXEL_LOOPS } from './pixel-loops-binary.ts';

declare global {
  /** What of it is used here: the compiler's own description comes with that of browsers. */
  namespace WebAssembly {
    class Module {
      constructor(bytes: Uint8Array);
      static exports(module: Module): readonly { readonly name: string }[];
    }
    class Instance {
      constructor(module: Module);
      readonly exports: Readonly<Record<string, unknown>>;
    }
    class Memory {
      readonly buffer: ArrayBuffer;
      private constructor();
    }
  }
}

type Loop = (...numbers: number[]) => number;

/** Most pixels that are looked at at a time: with four bytes each they stay in a processor's own memory. */
export const STRIP_PIXELS = 64 * 1024;
/** Where callers put what the loops read: one byte in, for a loop looks at the pixel before. */
export const IN = 16;
/** Where results are put. */
export const OUT = 512 * 1024;
/** Where a third thing is put, which some loops need. */
export const BESIDE = 1024 * 1024;

let loaded: ReturnType<typeof load> | undefined;

/**
 * The loops of pixel-loops.wat over memory of their own. In JavaScript they take five to ten times as
 * long, and more until they are compiled: 7 ms for the shades of a page that take 1 here.
 */
export function pixelLoops(): ReturnType<typeof load> {
  return (loaded ??= load());
}

function load() {
  const module = new WebAssembly.Module(Buffer.from(PIXEL_LOOPS, 'base64'));
  const { exports } = new WebAssembly.Instance(module);
  const loop = (name: string): Loop => {
    const found: unknown = exports[name];
    if (!isLoop(found)) throw new TypeError(`there is no loop ${name}`);
    return found;
  };
  const memory = exports['memory'];
  if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('the loops have no memory');
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

function isLoop(value: unknown): value is Loop {
  return typeof value === 'function';
}
