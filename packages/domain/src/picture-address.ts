/**
 * The media type of what is sent in place of a picture that is handed on by its address (RFC 2483):
 * the address itself. Claude fetches it; nobody here has seen it.
 */
export const ADDRESS = 'text/uri-list';

/** What a source of that media type holds: one picture, of a size that nobody here knows. */
export const ADDRESSED_PAGE = { index: 0, width: 0, height: 0, unit: 'px' } as const;
