/** Where the page of this name is kept, in any store: `quarantine/NAME`. */
export const quarantineAddress = (name: string): string => `quarantine/${name}`;

/** Whether this is what `quarantineAddress` makes of a document's id and a page, and leads nowhere else. */
export function isQuarantineAddress(address: string): boolean {
  return /^quarantine\/[\w-]+\.pdf$/.test(address);
}
