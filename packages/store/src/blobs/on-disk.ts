import { Failure } from '@quire/domain';

/** Names what the store refuses; errors of the stream itself, socket or file, keep their own. */
export async function onDisk<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw new Failure('blobs_unavailable', { cause });
  });
}

/** Whether an error is one of the system's, with this name: `ENOENT` says that there is no such file. */
export function isSystemError(
  error: unknown,
  code: 'ENOENT' | 'ENOTDIR' | 'EEXIST' | 'EPERM' | 'ENOSPC' | 'EDQUOT',
): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** Whether a disk has no room left for it, or its owner none; said by the error itself or by what it was made of. */
export function isFull(error: unknown): boolean {
  if (isSystemError(error, 'ENOSPC') || isSystemError(error, 'EDQUOT')) return true;
  return error instanceof Error && error.cause !== undefined && isFull(error.cause);
}
