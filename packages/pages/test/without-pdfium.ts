// In the place of PDFium's renderer: the same, on a machine where PDFium was installed by halves.
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { readFile } = promises;
Object.assign(promises, {
  async readFile(path: string) {
    const bytes = await readFile(path);
    return path.endsWith('pdfium.wasm') ? bytes.subarray(0, bytes.length / 2) : bytes;
  },
});
syncBuiltinESMExports();
await import('../src/renderer/main.ts');
