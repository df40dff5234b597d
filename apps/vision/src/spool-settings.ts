import { makeFolder } from '@quire/store';

/** Whether answers that are paid for can be kept there at all; makes the folder. As `readConfig` asks. */
export const spoolSettings = {
  QUIRE_SPOOL(folder: string): string[] {
    try {
      makeFolder(folder);
      return [];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [`takes a folder that can be made and written (${why})`];
    }
  },
};
