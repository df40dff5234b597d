/**
 * The media type of what is sent in place of a picture that is handed on by its address (RFC 2483):
 * the address itself. Claude fetches it; nobody here has seen it.
 */
export const ADDRESS = 'text/uri-list';
