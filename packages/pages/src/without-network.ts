import { findPrefix } from './find-prefix.ts';

/** Where util-linux and busybox install it; a renderer has no `PATH` to look through. */
const PLACES = ['/usr/bin/unshare', '/bin/unshare'];
/**
 * `unshare(1)`: a network of its own, in which nothing is up and nobody lives, in a user namespace (`-r`), out of
 * which not even root gets back in. Where none is to be had, as in many containers, root may still have the network.
 */
const WAYS = [['-r', '-n'], ['-n']] as const;

/** What makes a command run where no network is. */
export const withoutNetwork = findPrefix(
  PLACES.flatMap((place) => WAYS.map((way) => [place, ...way])),
);
