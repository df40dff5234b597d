/** A value for a part of a schema, and whether the text really had it. */
export interface Found {
  readonly value: unknown;
  readonly isFound: boolean;
}

export const found = (value: unknown): Found => ({ value, isFound: true });
export const missing = (value: unknown): Found => ({ value, isFound: false });
