import type { DocumentView, LedgerEntry, Page, PageSummary } from '@quire/domain';
import type { DocumentEstimate } from './document-estimate.ts';
import type { DocumentPage } from './document-page.ts';
import { hasFields } from './has-fields.ts';
import type { LedgerTotals } from './read-ledger.ts';
import type { DocumentResult } from './read-result.ts';
import type { EndedHold, ServiceStatus } from './service-status.ts';

/** How each answer is told from what another server would say. */
export const isDocument = hasFields<DocumentView>('id', 'status', 'pages');
export const isDocumentPage = hasFields<DocumentPage>('data', 'next_cursor');
export const isResult = hasFields<DocumentResult>('id', 'status', 'pages');
export const isPage = hasFields<Page>('page', 'verdict');
export const isPageSummary = hasFields<PageSummary>('page', 'verdict', 'source');
export const isServiceStatus = hasFields<ServiceStatus>('queues', 'paused', 'documents');
export const isResumed = hasFields<{ readonly ended: readonly EndedHold[] }>('ended');
export const isLedgerEntry = hasFields<LedgerEntry>('id', 'at_ms', 'kind', 'cost_micro_usd');
export const isLedgerTotals = hasFields<LedgerTotals>('since', 'until', 'by', 'data');
export const isEstimate = hasFields<DocumentEstimate>('pages', 'cost_usd', 'estimates');
