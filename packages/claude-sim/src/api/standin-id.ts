import { randomBytes } from 'node:crypto';

/** Every id names the stand-in, so that none of its answers can pass for Claude's. */
export function standinId(kind: 'msg' | 'msgbatch' | 'req' | 'toolu'): string {
  return `${kind}_standin_${randomBytes(12).toString('hex')}`;
}
