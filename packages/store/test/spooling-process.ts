/** Keeps texts in a spool and stays; started by a test with the folder and the texts. */
import { openSpool } from '../src/index.ts';

const [, , folder = '', ...texts] = process.argv;
const spool = openSpool(folder);
for (const text of texts) await spool.keep(text);
process.stdout.write('ready\n');
setInterval(() => undefined, 1_000);
