import { createLog } from '../src/index.ts';

/** Logs secrets in every place where one has a way of turning up. */
const log = createLog('tester', 'info');
log.info(
  { documentId: 'doc_1', secret: 'sesame', apiKey: 'sesame', authorization: 'sesame' },
  'top',
);
log.info({ webhook: { secret: 'sesame' }, headers: { authorization: 'sesame' } }, 'below');
// As ioredis reports a command that Redis refused: with all that was sent.
const refused = Object.assign(new Error('OOM command not allowed'), {
  command: { name: 'evalsha', args: ['{"webhook":{"secret":"sesame"}}'] },
});
log.error({ err: refused }, 'a refusal');
