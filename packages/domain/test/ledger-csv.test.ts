import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  csvField,
  ledgerCsvHeader,
  ledgerCsvLine,
  noTokens,
  type LedgerEntry,
} from '../src/index.ts';

const entry: LedgerEntry = {
  id: 'doc_a/1-0',
  at_ms: Date.parse('2026-11-22T12:00:00Z'),
  document: 'doc_a',
  page: 3,
  attempt: 1,
  tenant: '=HYPERLINK("http://x")',
  model: 'claude-haiku-5-5',
  lane: 'realtime',
  reservation_id: 'r',
  price_table: '2026-10-08',
  expected_micro_usd: 12,
  kind: 'reversal',
  class: 'ambiguous',
  code: null,
  request_id: null,
  cost_micro_usd: -12,
  usage: noTokens,
};

describe('the ledger as a table', () => {
  test('has a field for each column, and ends its lines as RFC 4180 wants', () => {
    expect(ledgerCsvHeader.endsWith('\r\n')).toBe(true);
    const line = ledgerCsvLine(entry);
    expect(parse(line)[0]).toHaveLength(parse(ledgerCsvHeader)[0]?.length ?? 0);
    expect(line).toContain(',-12,');
  });

  test('never begins a text as a formula', () => {
    expect(parse(ledgerCsvLine(entry))[0]?.[2]).toBe(`'=HYPERLINK("http://x")`);
    for (const sign of ['=', '+', '-', '@', '\t', '\r']) {
      expect(csvField(`${sign}1`)).toMatch(/^"?'/);
    }
    expect(csvField(-1)).toBe('-1');
  });

  test('gives every text back as it was, but for that sign in front', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const [row] = parse(`${texts.map(csvField).join(',')}\r\n`);
        const harmless = texts.map((text) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text));
        expect(row).toEqual(harmless);
      }),
    );
  });
});

/** RFC 4180, as a reader of another house would have it. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const sign = csv.charAt(at);
    if (isQuoted) {
      if (sign !== '"') field += sign;
      else if (csv.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === ',' || csv.startsWith('\r\n', at)) {
      row.push(field);
      field = '';
      if (sign === ',') continue;
      rows.push(row);
      row = [];
      at += 1;
    } else field += sign;
  }
  return rows;
}
