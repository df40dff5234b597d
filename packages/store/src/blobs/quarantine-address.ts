/** Where the page of this name is kept, in any store: `quarantine/NAME`. */
export const quarantineAddress = (name: string): string => `quarantine/${name}`;

/** The document of which a page lies at this address; null for any other address. */
export function quarantinedDocument(address: string): string | null {
  const [, documentId = null] = /^quarantine\/([\w-]+)-p\d+\.pdf$/.exec(address) ?? [];
  return documentId;
}

/** Whether this is what `quarantineAddress` makes of a document's id and a page, and leads nowhere else. */
export function isQuarantineAddress(address: string): boolean {
  return /^quarantine\/[\w-]+\.pdf$/.test(address);
}
