import { createClaude } from '../src/index.ts';
import { aRequest } from './a-request.ts';

/** Makes one call to the address named by its argument, and prints what became of it. */
const [, , baseUrl] = process.argv;
const claude = createClaude({
  apiKey: 'sk-test',
  baseUrl,
  deadlineMs: 20_000,
  connectTimeoutMs: 1_500,
});
const outcome = await claude.call(aRequest(), new AbortController().signal);
await claude.close();
process.stdout.write(JSON.stringify(outcome));
