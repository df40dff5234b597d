import { hash } from 'node:crypto';
import { invalidRequest } from '../api/invalid-request.ts';
import type { DocumentBlock } from './message-schema.ts';
import { pdfText } from '../engine/pdf-text.ts';

/** A `document` block, past its rules. */
export interface ReadDocument {
  readonly path: string;
  readonly kind: 'pdf' | 'text' | 'content';
  readonly sha256: string;
  /** Pages of a PDF; 0 for text, which has none. */
  readonly pages: number;
  /** The text layer of a PDF as far as it could be read without a renderer, or the text itself. */
  readonly text: string;
  /** Of a PDF whose text could not be read so: somebody has to look at its pages. */
  readonly unread: Buffer | null;
}

/** Checks a document block and reads what can be read of it. */
export function readDocument(block: DocumentBlock, path: string): ReadDocument {
  const { source } = block;
  const where = `${path}.document.source`;
  switch (source.type) {
    case 'url':
    case 'file':
      throw invalidRequest(
        `${where}: this stand-in for Claude cannot fetch a ${source.type} source; send base64`,
      );
    case 'text':
      if (source.data.trim() === '')
        throw invalidRequest(`${where}.text.data: document cannot be empty`);
      return {
        path,
        kind: 'text',
        sha256: hash('sha256', source.data),
        pages: 0,
        text: source.data,
        unread: null,
      };
    case 'content':
      return { path, kind: 'content', sha256: '', pages: 0, text: '', unread: null }; // its blocks are visited themselves
    case 'base64': {
      const bytes = Buffer.from(source.data, 'base64');
      if (bytes.toString('latin1', 0, 5) !== '%PDF-') {
        throw invalidRequest(`${where}.base64.data: The PDF specified was not valid.`);
      }
      const body = bytes.toString('latin1');
      if (/\/Encrypt\b/.test(body)) {
        throw invalidRequest(`${where}.base64.data: The PDF specified is password protected.`);
      }
      const { pages, text } = pdfText(bytes);
      if (pages === 0)
        throw invalidRequest(`${where}.base64.data: The PDF specified was not valid.`);
      const sha256 = hash('sha256', bytes);
      return isWritten(text)
        ? { path, kind: 'pdf', sha256, pages, text, unread: null }
        : { path, kind: 'pdf', sha256, pages, text: '', unread: bytes };
    }
  }
}

/** Fonts with an encoding of their own give signs that nobody writes. */
function isWritten(text: string): boolean {
  return text !== '' && !/[\p{Cc}\p{Co}\uFFFD]/u.test(text.replaceAll(/\s/g, ''));
}
