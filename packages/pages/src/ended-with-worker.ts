import { findPrefix } from './find-prefix.ts';

/**
 * `setpriv(1)` of util-linux asks the system to kill a process when the thread that started it ends (`PR_SET_PDEATHSIG`,
 * prctl(2)): a worker starts renderers from its main thread, which ends with it and not before. A renderer that
 * computes within WebAssembly hears of its worker's end in no other way. It costs 0.3 ms, where a thread that looks
 * takes 64 ms and 16 MB of each renderer. The order matters: the request is lost when rights change, as they do in
 * `unshare -r`, and for a program that gains some when it is started: none may be gained.
 */
const WAY = ['--no-new-privs', '--pdeathsig', 'KILL'];

/** What makes the system end a command with the thread that starts it. Not in busybox. */
export const endedWithWorker = findPrefix(
  ['/usr/bin/setpriv', '/bin/setpriv'].map((place) => [place, ...WAY]),
);
