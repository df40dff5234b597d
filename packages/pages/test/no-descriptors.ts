// In the place of a worker that runs out of descriptors, started where few may be open: what it says of the pages that
// it asks for meanwhile and afterwards, a line each, and whether its renderer has a network to itself.
import { closeSync, openSync, readlinkSync } from 'node:fs';
import { asFailure } from '@quire/domain';
import { createRendererProcess, type RendererProcess } from '../src/renderer-process.ts';
import { children } from './children.ts';

const signal = new AbortController().signal;
const limits = { timeoutMs: 30_000, maxRssMb: 1_000, maxRestingRssMb: 1_000, maxTasks: 9 };
// Nothing of an image is read for its text: what matters is who answers.
const source = { path: '/nothing', mediaType: 'image/png' } as const;
const task = { kind: 'textLayer', source, index: 0 } as const;
const networkOf = (who: number | string): string => readlinkSync(`/proc/${who}/ns/net`);
const isApart = (): boolean => children().every((pid) => networkOf(pid) !== networkOf('self'));
const say = (...words: string[]): void => void process.stdout.write(`${words.join(' ')}\n`);

function takeAll(): number[] {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    return taken;
  }
}

const ask = (renderer: RendererProcess): Promise<string> =>
  renderer.run(task, signal).then(
    () => 'answered',
    (error: unknown) => asFailure(error).code,
  );

// The first time it is not known yet what this system can do; then it is.
for (const when of ['first', 'later']) {
  const renderer = createRendererProcess('renderer/main.ts', limits);
  const taken = takeAll();
  const asked = ask(renderer);
  // In the same turn of the loop: what was not started has no number yet, nor will it have one.
  await renderer.end();
  say(when, await asked);
  for (const descriptor of taken) closeSync(descriptor);
  say(when, await ask(renderer), isApart() ? 'apart' : 'in the same network');
  await renderer.end();
}
