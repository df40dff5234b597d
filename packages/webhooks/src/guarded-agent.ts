import { lookup, type LookupAllOptions, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { Agent } from 'undici';
import { isPublicAddress } from './allowed-address.ts';

/** A host that must not be reached was named, or its name leads to one. */
class AddressRefused extends Error {
  constructor(host: string) {
    super(`${host} is not a public address`);
    this.name = 'AddressRefused';
  }
}

export interface GuardOptions {
  /** Lets loopback and private addresses through. For tests. */
  readonly allowPrivate: boolean;
}

/** Looks a name up as `dns.lookup` does. */
export type LookUp = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Connections to addresses that were checked after the name was resolved, so that a name that
 * answers differently the second time gains nothing: the checked address is the one connected to. Nothing of it is remembered for the next connection.
 * @param lookUp the system's, unless a test has another
 */
export function createGuardedAgent({ allowPrivate }: GuardOptions, lookUp: LookUp = lookup): Agent {
  return new Agent({
    connect: {
      timeout: 5_000,
      lookup(hostname, options, callback) {
        lookUp(hostname, { ...options, all: true }, (error, addresses) => {
          if (error) return callback(error, []);
          const allowed =
            allowPrivate || addresses.every(({ address }) => isPublicAddress(address));
          if (!allowed) return callback(new AddressRefused(hostname), []);
          callback(null, addresses);
        });
      },
    },
  });
}

/** Names that lead to this machine, whoever is asked (RFC 6761). */
const LOOPBACK_NAME = /(^|\.)localhost\.?$/;

/**
 * What can be told from a URL alone. Addresses written as numbers never reach the lookup above.
 * @throws AddressRefused
 */
export function assertAllowedUrl(url: URL, { allowPrivate }: GuardOptions): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isHttp || url.username !== '' || url.password !== '') throw new AddressRefused(host);
  const isPrivate = isIP(host) === 0 ? LOOPBACK_NAME.test(host) : !isPublicAddress(host);
  if (!allowPrivate && isPrivate) throw new AddressRefused(host);
}

/** Names that lead somewhere inside one network alone (RFC 6761, 6762, 8375; ICANN's `internal`). */
const INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|corp|home|private|home\.arpa)$/;

/**
 * As `assertAllowedUrl`, for a URL that somebody else is to fetch: it must be one that everybody may
 * know, for an address inside a network tells of it. Nothing is looked up.
 * @throws AddressRefused
 */
export function assertPublicUrl(url: URL, guard: GuardOptions): void {
  assertAllowedUrl(url, guard);
  if (guard.allowPrivate) return;
  const host = url.hostname.replace(/\.$/, '');
  const isName = isIP(host.replace(/^\[|\]$/g, '')) === 0;
  const isInside = isName && (!host.includes('.') || INSIDE.test(host));
  if (url.protocol !== 'https:' || isInside) throw new AddressRefused(host);
}

/** Whether an error is, or was caused by, a refused address. */
export function isAddressRefused(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AddressRefused) return true;
  }
  return false;
}
