import { judgeAnswer, type Judgement, type PageFacts } from '../../src/index.ts';
import { printedPage, transcribed } from './printed-page.ts';

/** What is printed, line by line. */
export const LINES = [
  'Annual report of the harbour office',
  'The northern terminal handled 4,812 vessels before the end of the quarter.',
  'Each licensed carrier must document its storage contracts, at considerable ex-',
  'pense, while the bridge was closed for 37 days.',
  'Item   Code   Quantity   Total',
  'Steel bolt   K-114   12   38.40',
  'Copper wire   K-209   7   121.95',
  'Garden hose   R-330   3   59.70',
  'Desk lamp   R-412   5   149.50',
  'An independent auditor compared the official tide tables with the figures above,',
  'and has briefly described what is missing from them.',
];
/** An honest reading of it. */
export const MARKDOWN = `# Annual report of the harbour office

The **northern** terminal handled 4,812 vessels before the end of the quarter. Each licensed carrier
must document its storage contracts, at considerable expense, while the bridge was closed for 37 days.

| Item | Code | Quantity | Total |
|:-----|------|---------:|------:|
| Steel bolt | K-114 | 12 | 38.40 |
| Copper wire | K-209 | 7 | 121.95 |
| Garden hose | R-330 | 3 | 59.70 |
| Desk lamp | R-412 | 5 | 149.50 |

An independent auditor compared the official tide tables with the figures above, and has briefly
described what is missing from them.`;

/** Judges an answer that ended by itself. */
export function judge(text: string, page: PageFacts = transcribed(printedPage(LINES))): Judgement {
  return judgeAnswer({ text, stopReason: 'end_turn', hasUnknownBlocks: false }, undefined, page);
}
