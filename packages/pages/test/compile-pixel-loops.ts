// Compiles the loops over pixels into the file that the renderer loads them from.
// node packages/pages/test/compile-pixel-loops.ts
import { readFile, writeFile } from 'node:fs/promises';
import wabt from 'wabt';

const SOURCE = new URL('../src/pixels/pixel-loops.wat', import.meta.url);
const COMPILED = new URL('../src/pixels/pixel-loops-binary.ts', import.meta.url);

/** @returns the compiled module in base64 */
export async function compilePixelLoops(): Promise<string> {
  const compiler = await wabt();
  const parsed = compiler.parseWat('pixel-loops.wat', await readFile(SOURCE, 'utf8'), {
    simd: true,
  });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  return Buffer.from(buffer).toString('base64');
}

if (import.meta.main) {
  const base64 = await compilePixelLoops();
  const head =
    '/** WebAssembly in base64, made from pixel-loops.wat by test/compile-pixel-loops.ts. */';
  await writeFile(COMPILED, [head, 'export const PIXEL_LOOPS =', `  '${base64}';`, ''].join('\n'));
}
