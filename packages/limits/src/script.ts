import { scriptsIn } from '@quire/redis-script';

/** Loads a script of this package. */
export const loadScript = scriptsIn(new URL('scripts/', import.meta.url));
