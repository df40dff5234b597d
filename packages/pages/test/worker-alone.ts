// In the place of a worker that is killed: asks a renderer one thing, and says which process that is. Its arguments
// are the renderer's program, the source, and whether the renderer has to look for itself who is still there.
import { endedWithWorker } from '../src/ended-with-worker.ts';
import { findPrefix } from '../src/find-prefix.ts';
import { startRenderer } from '../src/start-renderer.ts';
import { withoutNetwork } from '../src/without-network.ts';

const [, , program = '', path = '', way] = process.argv;
const spec = {
  tier: { maxLongEdge: 1568, maxTokens: 1568 },
  resolution: 'largest',
  orient: false,
};
const end = way === 'looks-itself' ? findPrefix([]) : endedWithWorker;
const { process: renderer } = startRenderer(program, {}, { network: withoutNetwork, end });
const kind = program.includes('cut-main') ? 'cutOut' : 'picture';
const task = { kind, source: { path, mediaType: 'application/pdf' }, index: 0, spec };
renderer.once('message', () => {
  renderer.send({ id: 1, task });
  renderer.once('message', () => process.exit(0));
  process.stdout.write(`${renderer.pid}\n`);
});
