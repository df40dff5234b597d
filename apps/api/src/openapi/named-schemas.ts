import {
  documentListView,
  documentView,
  estimateView,
  failureCode,
  laneEstimate,
  ledgerEntry,
  ledgerTotal,
  ledgerTotalsView,
  optionFields,
  pageSchema,
  presetListView,
  presetView,
  problemView,
  resultView,
  resumedView,
  statusView,
  webhookEvent,
  wholeSchema,
} from '@quire/domain';
import { jsonUpload, oneSource } from '../uploads/json-upload.ts';

/** Schemas of what is asked that stand under `components`, by name. */
export const namedQuestions = {
  Options: optionFields,
  Source: oneSource,
  JsonUpload: jsonUpload,
};

/** Schemas of what is answered that stand under `components`, by name. */
export const namedAnswers = {
  Document: documentView,
  DocumentList: documentListView,
  Page: pageSchema,
  Result: resultView,
  Whole: wholeSchema,
  Estimate: estimateView,
  LaneEstimate: laneEstimate,
  Preset: presetView,
  PresetList: presetListView,
  Status: statusView,
  Resumed: resumedView,
  LedgerEntry: ledgerEntry,
  LedgerTotal: ledgerTotal,
  LedgerTotals: ledgerTotalsView,
  WebhookEvent: webhookEvent,
  FailureCode: failureCode,
  Problem: problemView,
};
