import { Failure } from '@quire/domain';

/** Codes, the first word of an error reply, by which Redis says that it takes no writes for now. */
const REFUSALS = new Set(['OOM', 'MISCONF', 'READONLY', 'NOREPLICAS', 'LOADING', 'MASTERDOWN']);

/**
 * What a command or a script of Redis threw, as Failure `redis_refuses_writes` where Redis is there and
 * takes no writes; any other error stays what it is.
 */
export function nameRefusal(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || !REFUSALS.has(code)) return error;
  return new Failure('redis_refuses_writes', { detail: code, cause: error });
}

/** The first word of an error reply, which is the protocol's code for it. */
export function codeOf(error: unknown): string | undefined {
  return isReply(error) ? error.message.split(' ', 1)[0] : undefined;
}

export function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}
