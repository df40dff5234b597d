/** A worker that takes jobs of `split` and never ends one; started by a test with Redis' URL. */
import { Redis } from 'ioredis';
import { startConsumer } from '../src/index.ts';

const [, , url = ''] = process.argv;
const redis = new Redis(url, { maxRetriesPerRequest: null });
await startConsumer('split', {
  redis,
  prefix: 'test',
  concurrency: 4,
  owner: 'hanging-worker',
  handle({ documentId }) {
    process.stdout.write(`took ${documentId}\n`);
    return new Promise(() => undefined);
  },
  onLost: () => Promise.resolve(),
  onOutcome: () => undefined,
  onTrouble: (error) => process.stderr.write(`${error.message}\n`),
});
process.stdout.write('ready\n');
