import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where util-linux and busybox install it; a renderer has no `PATH` to look through. */
const PLACES = ['/usr/bin/unshare', '/bin/unshare'];
/**
 * `unshare(1)`: a network of its own, in which nothing is up and nobody lives. Root may make one; others
 * where the system lets them have a user namespace (`-r`), which many containers do not.
 */
const WAYS = [['-n'], ['-r', '-n']] as const;

let known: readonly string[] | undefined;

/**
 * The words to put before a command so that it runs where no network is; none where the system has no such
 * place to give. It is the same process then, under the same number. Tried once, which takes some milliseconds.
 */
export function withoutNetwork(): readonly string[] {
  known ??= PLACES.filter((place) => existsSync(place))
    .flatMap((place) => WAYS.map((way) => [place, ...way]))
    .find(([program = '', ...way]) => spawnSync(program, [...way, '/bin/true']).status === 0);
  return (known ??= []);
}
