import { describe, expect, test } from '@jest/globals';
import { parseDocumentOptions } from '../src/parse-document-options.ts';

describe('options on the command line', () => {
  test('are numbers, booleans or text, as the option wants', () => {
    const pairs = ['max_pages=5', 'orient=false', 'pages=3', 'prompt=true', 'metadata.batch=7'];
    expect(parseDocumentOptions({ pairs })).toEqual({
      max_pages: 5,
      orient: false,
      pages: '3',
      prompt: 'true',
      metadata: { batch: 7 },
    });
  });

  test('win over the JSON, and keep what it has beside them', () => {
    const json =
      '{"pages":"1","webhook":{"url":"https://a.example/","events":["document.failed"]}}';
    const pairs = ['pages=2-3', 'webhook.url=https://b.example/?x=1'];
    expect(parseDocumentOptions({ json, pairs, preset: 'invoice' })).toEqual({
      pages: '2-3',
      preset: 'invoice',
      webhook: { url: 'https://b.example/?x=1', events: ['document.failed'] },
    });
  });

  test('that are wrong are all named', () => {
    expect(() => parseDocumentOptions({ pairs: ['max_pages=0', 'lane=fast'] })).toThrow(
      /max_pages: .*lane: /,
    );
    expect(() => parseDocumentOptions({ pairs: ['pages'] })).toThrow(/takes name=value/);
    expect(() => parseDocumentOptions({ pairs: ['__proto__.x=1'] })).toThrow(/takes name=value/);
    expect(() => parseDocumentOptions({ json: '[1]' })).toThrow(/takes a JSON object/);
  });
});
