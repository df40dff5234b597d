import type { DocumentView } from '@quire/client';
import { hasEnded } from '@quire/domain';
import { MultiBar, type SingleBar } from 'cli-progress';
import { describeDocument, describeReason, dollars } from '../describe-document.ts';
import { explainError } from '../explain-error.ts';
import type { Output } from '../output/output.ts';
import { printable } from '../output/printable.ts';
import type { Errand, Progress } from './progress.ts';

const NAME_WIDTH = 28;
/** Rows that stay free: the total, the cursor, and one to see what was said last. */
const FREE_ROWS = 3;
/** A sentence may take several rows, and must not end in what a bar left behind. */
const WRAP = '\x1b[?7h';
const NO_WRAP = '\x1b[?7l';
const CLEAR_REST = '\x1b[0K';
const FORMAT = '{name} [{bar}] {value}/{pages} pages{failed}{cost}  {state}';

/**
 * A bar for each document on its way, as many as the terminal has rows for. A document that has
 * ended leaves a line above the bars; with several, the last row counts them.
 */
export function barProgress(output: Output, documents: number): Progress {
  const multi = new MultiBar(
    {
      stream: output.stream,
      format: FORMAT,
      barsize: 20,
      barCompleteChar: '#',
      barIncompleteChar: '-',
      emptyOnZero: true,
      // Wrapped, a long line would push the others out of their rows.
      linewrap: false,
      // What is said above moves every bar one row down.
      forceRedraw: true,
      // Ctrl-C is this command's own to answer.
      gracefulExit: false,
      clearOnComplete: true,
    },
    undefined,
  );
  const bars = new Map<Errand, SingleBar>();
  const latest = new Map<Errand, DocumentView>();
  // Those that were never sent too: nothing more will be heard of them.
  const ended = new Set<Errand>();
  const total = documents > 1 ? multi.create(documents, 0, totals(), { format: TOTAL }) : undefined;
  let isStopped = false;

  const say = (line: string): void => {
    if (isStopped) output.line(line);
    else multi.log(`${WRAP}${printable(line)}${CLEAR_REST}${NO_WRAP}\n`);
  };
  const complain = (sentence: string): void => say(`quire: ${sentence}`);

  function totals(): Record<string, string | number> {
    const seen = [...latest.values()];
    const sum = (of: (document: DocumentView) => number): number =>
      seen.reduce((so, document) => so + of(document), 0);
    return { done: sum(({ pages }) => pages.done), spent: dollars(sum((one) => one.cost_usd)) };
  }
  function show(errand: Errand, document: DocumentView | undefined): void {
    const payload = payloadOf(errand, document);
    const bar = bars.get(errand);
    if (bar === undefined) {
      if (bars.size >= output.rows - FREE_ROWS) return;
      bars.set(errand, multi.create(document?.pages.total ?? 0, 0, payload));
      return;
    }
    bar.setTotal(document?.pages.total ?? 0);
    bar.update(endedPages(document), payload);
  }
  function end(errand: Errand): void {
    const bar = bars.get(errand);
    if (bar !== undefined) multi.remove(bar);
    bars.delete(errand);
    ended.add(errand);
    total?.update(ended.size, totals());
  }

  function describeTotals(): string {
    const { done, spent } = totals();
    return `${ended.size} of ${documents} documents  ${done} pages done  ${spent}`;
  }

  return {
    started: (errand) => show(errand, undefined),
    changed(errand, document) {
      latest.set(errand, document);
      total?.update(totals());
      if (!hasEnded(document.status)) {
        show(errand, document);
        return;
      }
      end(errand);
      say(describeDocument(document, errand.name));
      const reason = describeReason(document, errand.name);
      if (reason !== null) complain(reason);
    },
    failed(errand, error) {
      end(errand);
      complain(explainError(error, errand.name));
    },
    written: (_errand, { id }, files) => say(`${id}  written  ${files.join('  ')}`),
    note: complain,
    stop() {
      if (isStopped) return;
      if (total !== undefined) say(describeTotals());
      // What was said since the last redraw is still to be shown.
      multi.update();
      multi.stop();
      isStopped = true;
    },
  };
}

const TOTAL = '{value} of {total} documents  {done} pages done  {spent}';

function payloadOf(errand: Errand, document: DocumentView | undefined): Record<string, string> {
  const pages = document?.pages;
  return {
    name: fit(errand.name),
    pages: pages && pages.total > 0 ? String(pages.total) : '?',
    failed: pages && pages.failed > 0 ? `, ${pages.failed} failed` : '',
    cost: document && document.cost_usd > 0 ? `  ${dollars(document.cost_usd)}` : '',
    state: printable(stateOf(document)),
  };
}

function stateOf(document: DocumentView | undefined): string {
  if (document === undefined) return 'sending';
  const { status, waiting_for } = document;
  const isHeld = status === 'processing' && waiting_for !== null && waiting_for !== 'pages';
  return isHeld ? `waiting: ${waiting_for}` : status;
}

function endedPages(document: DocumentView | undefined): number {
  return document === undefined ? 0 : document.pages.done + document.pages.failed;
}

/** The end of a long path says more than its beginning. */
function fit(name: string): string {
  const shown = printable(name);
  if (shown.length <= NAME_WIDTH) return shown.padEnd(NAME_WIDTH);
  return `…${shown.slice(1 - NAME_WIDTH)}`;
}
