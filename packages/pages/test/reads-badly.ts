// In the place of a renderer: one that is given nothing of a file, and makes a result of that all the same.
import { openBlockFile } from '../src/renderer/block-file.ts';
import { serveTasks } from '../src/renderer/serve-tasks.ts';

serveTasks(({ kind, source }) => {
  try {
    if (kind === 'inspect') openBlockFile(source.path).close();
  } catch {
    // As PDFium does: what cannot be read is not there.
  }
  return Promise.resolve({
    kind: 'inspect',
    pages: [{ width: process.pid, height: 1, unit: 'pt' }],
  });
});
