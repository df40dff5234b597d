import type { DocumentOptions } from './option-fields.ts';
import { builtInPresets } from './presets/built-in-presets.ts';
import { resolveOptions } from './resolve-options.ts';

const known = new WeakMap<DocumentOptions, DocumentOptions>();

/** Stored options as `resolveOptions` has them; worked out once, for all pages of a document ask for it. */
export function resolvedOptions(options: DocumentOptions): DocumentOptions {
  const found = known.get(options);
  if (found !== undefined) return found;
  const resolved = resolveOptions(options, builtInPresets);
  known.set(options, resolved);
  return resolved;
}
