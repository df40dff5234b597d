import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where util-linux and busybox install it; a renderer has no `PATH` to look through. */
const PLACES = ['/usr/bin/unshare', '/bin/unshare'];
/**
 * `unshare(1)`: a network of its own, in which nothing is up and nobody lives, in a user namespace (`-r`), out of
 * which not even root gets back in. Where none is to be had, as in many containers, root may still have the network.
 */
const WAYS = [['-r', '-n'], ['-n']] as const;
/** It takes some milliseconds; a system on which it hangs has none to give. */
const PROBE_MS = 2_000;

let known: readonly string[] | undefined;

/**
 * The words to put before a command so that it runs where no network is; none where the system has no such
 * place to give. It is the same process then, under the same number. Tried once.
 */
export function withoutNetwork(): readonly string[] {
  known ??= PLACES.filter((place) => existsSync(place))
    .flatMap((place) => WAYS.map((way) => [place, ...way]))
    .find(isToBeHad);
  return (known ??= []);
}

function isToBeHad([program = '', ...way]: readonly string[]): boolean {
  return spawnSync(program, [...way, '/bin/true'], { timeout: PROBE_MS }).status === 0;
}

/** From now on none are put before it: what worked when it was tried does not any more. */
export function giveUpWithoutNetwork(): void {
  known = [];
}
