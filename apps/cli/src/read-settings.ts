import type { ClientSettings } from '@quire/client';
import { UsageError } from './usage-error.ts';

/** What the command takes from the environment; empty means unset. */
export interface Environment {
  readonly QUIRE_URL?: string | undefined;
  readonly QUIRE_KEY?: string | undefined;
  /** As the server has it, where the operators' routes ask for it. */
  readonly QUIRE_ADMIN?: string | undefined;
  /** As the workers have it, for `pages`. */
  readonly QUIRE_RENDERER?: string | undefined;
  /** What a worker reads, for `doctor`. */
  readonly [name: string]: string | undefined;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** @throws UsageError naming the variable and what it takes, never its value where it is secret */
export function readSettings({ QUIRE_URL, QUIRE_KEY, QUIRE_ADMIN }: Environment): ClientSettings {
  const baseUrl = URL.parse(QUIRE_URL?.trim() || DEFAULT_URL);
  if (baseUrl === null || !/^https?:$/.test(baseUrl.protocol) || baseUrl.username !== '') {
    throw new UsageError('QUIRE_URL takes an address such as http://127.0.0.1:8080.');
  }
  const apiKey = QUIRE_KEY?.trim() || undefined;
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new UsageError('QUIRE_KEY takes visible ASCII characters without spaces.');
  }
  return { baseUrl, apiKey, admin: QUIRE_ADMIN || undefined };
}
