import { readCrossReference } from './cross-reference.ts';
import { isDictionary, type Source } from './object-text.ts';
import { openObjects } from './open-objects.ts';
import { Unreadable } from './pdf-value.ts';

/** Whether a file has layers, which may be switched off (PDF 1.7, 8.11), or is not to be read. */
export function hasLayers(file: Source): boolean {
  try {
    const { read, root } = openObjects(file, readCrossReference(file));
    const catalogue = read(root);
    return !isDictionary(catalogue) || catalogue.values.has('/OCProperties');
  } catch (error) {
    if (error instanceof Unreadable) return true;
    throw error;
  }
}
