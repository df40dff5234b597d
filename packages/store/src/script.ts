import { gatheredScriptsIn, scriptsIn } from '@quire/redis-script';

const folder = new URL('scripts/', import.meta.url);

/** Loads a script of this package. */
export const loadScript = scriptsIn(folder);

/** The same for a script of a page's way: pages that are read at the same time share its runs. */
export const loadGatheredScript = gatheredScriptsIn(folder);
