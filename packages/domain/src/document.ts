import { z } from 'zod';
import type { DocumentStatus } from './document-status.ts';
import type { DeliveryStatus } from './delivery/delivery-record.ts';
import { failureCode } from './failure-code.ts';
import { optionFields } from './option-fields.ts';
import type { Usage } from './page.ts';
import { ADDRESS } from './picture-address.ts';
import type { WholeWay } from './whole/whole-way.ts';

export const sourceMediaTypes = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/tiff',
  'image/avif',
] as const;

export type SourceMediaType = (typeof sourceMediaTypes)[number];

const sourceFields = { sha256: z.string(), bytes: z.int(), filename: z.string().nullable() };

/** One uploaded file. Its bytes live in the blob store under `stored_as`, by default their `sha256`. */
const storedSource = z.object({
  ...sourceFields,
  media_type: z.enum(sourceMediaTypes),
  stored_as: z.string().optional(),
});

/** A picture that only its address is known of: `sha256` and `bytes` are the address's own. */
const addressedSource = z.object({
  ...sourceFields,
  media_type: z.literal(ADDRESS),
  url: z.string(),
});

const source = z.discriminatedUnion('media_type', [storedSource, addressedSource]);

export type Source = z.output<typeof source>;
export type StoredSource = z.output<typeof storedSource>;
export type AddressedSource = z.output<typeof addressedSource>;

/** What is fixed about a document from the moment it is accepted. */
export const acceptedDocument = z.object({
  id: z.string(),
  tenant: z.string(),
  createdAtMs: z.int(),
  /** Several files are one document's pages, in order. */
  sources: z.array(source).min(1),
  options: optionFields,
  /** Of the Idempotency-Key under which it was sent, if there was one. */
  idempotencySha256: z.string().optional(),
});

export type AcceptedDocument = z.output<typeof acceptedDocument>;

/** What says where all of a deleted document lies. */
export interface DeletedDocument extends AcceptedDocument {
  /** How often it was set going. */
  readonly rounds: number;
  /** Numbers of its pages, as far as it was taken apart. */
  readonly pages: readonly number[];
}

/** Why a document ended as it did, where it did not complete. */
export const endReason = z.object({ code: failureCode, detail: z.string() });

/** What a document that is being read waits for by itself, while others go on: its budget. */
export const parkedFor = z.object({
  code: z.string(),
  detail: z.string(),
  /** When it began to wait, this time. */
  since_ms: z.number().optional(),
  /** The budget that refused a call, and the room it had left: too little until there is more. */
  refused_by: z
    .object({ key: z.string(), room_micro_usd: z.number(), believed_until_ms: z.number() })
    .optional(),
});

/** The batch that some of a document's pages went with last. */
export const inBatch = z.object({ id: z.string(), created_at_ms: z.number() });

/** How far a document has come. Pages ended well are `good`, of which some are `blank`. */
export interface DocumentProgress {
  readonly status: DocumentStatus;
  readonly reason: z.output<typeof endReason> | null;
  /** How often it was set going: 1, and one more for each retry. */
  readonly round: number;
  readonly parked: z.output<typeof parkedFor> | null;
  readonly batch: z.output<typeof inBatch> | null;
  /** Pages whose call is in a batch now. */
  readonly pagesInBatch: number;
  readonly finishedAtMs: number | null;
  /** 0 until the splitter has planned the pages. */
  readonly totalPages: number;
  /** How it is asked as a whole, from its plan on; null where its pages' answers are all. */
  readonly whole: WholeWay | null;
  readonly goodPages: number;
  readonly failedPages: number;
  readonly blankPages: number;
  readonly cachedPages: number;
  readonly failedPageNumbers: readonly number[];
  readonly usage: Usage;
  /** Calls sent to Claude, answered or not. */
  readonly calls: number;
  readonly costMicroUsd: number;
  /** How the news of its latest end fares; nothing before that, or where nobody is told. */
  readonly webhook?: DeliveryStatus;
}

export interface DocumentRecord extends AcceptedDocument, DocumentProgress {}

/** One page of the plan: where in the sources it is found, and its size where the source has one. */
export const plannedPage = z.object({
  page: z.int(),
  /** Index into the document's sources. */
  source: z.int(),
  /** Index of the page inside that source, from 0. */
  index: z.int(),
  width: z.number(),
  height: z.number(),
  /** `pt` for PDFs (1/72 inch), `px` for images. */
  unit: z.enum(['pt', 'px']),
});

export type PlannedPage = z.output<typeof plannedPage>;
