/** Where a source of this name is kept, in any store: `ab/abcd…`. */
export const blobAddress = (name: string): string => `${name.slice(0, 2)}/${name}`;

/** The name of the source at such an address; null for anything else that a store holds. */
export function blobNameAt(address: string): string | null {
  const [, name = null] = /^[\da-f]{2}\/([\da-f]{64}(?:-[\da-f-]{36})?)$/.exec(address) ?? [];
  return name;
}

/** The hash of the bytes that are kept under a name. */
export const hashIn = (name: string): string => name.slice(0, 64);
