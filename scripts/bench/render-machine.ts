import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';

const BYTES_PER_GB = 1024 ** 3;

/** What it is measured on, in two lines: figures without it say nothing. */
export function describeMachine(): string {
  const [processor] = cpus();
  const memory = `${(totalmem() / BYTES_PER_GB).toFixed(0)} GB`;
  const load = loadavg().map((value) => value.toFixed(1));
  const poppler = version('pdftoppm', /pdftoppm version (\S+)/);
  const mupdf = version('mutool', /mutool version (\S+)/);
  return [
    `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${memory}; load ${load.join(' ')}`,
    `node ${process.versions.node}, poppler ${poppler}, mupdf ${mupdf}`,
  ].join('\n');
}

function version(program: string, pattern: RegExp): string {
  const { stdout, stderr } = spawnSync(program, ['-v'], { encoding: 'utf8' });
  return pattern.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[1] ?? 'not installed';
}
