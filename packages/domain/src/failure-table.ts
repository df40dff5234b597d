import { answerFailures } from './answer-failures.ts';
import type { FailureSpec } from './failure-spec.ts';
import { webhookFailures } from './webhook-failures.ts';

/**
 * Every failure raised on purpose. Adding a line here, and its paragraph in docs/failures.md, is
 * the whole of adding a failure; a test holds the two equal.
 */
export const failures = {
  // What a client sent.
  invalid_request: { status: 400, message: 'The request is not valid: mend what `errors` lists.' },
  empty_upload: { status: 400, message: 'The upload holds no file: send at least one with bytes.' },
  upload_interrupted: { status: 400, message: 'The upload ended too early: send it again.' },
  upload_too_large: {
    status: 413,
    message: 'The upload is larger than this server takes: send less, or set QUIRE_MAX_UPLOAD_MB.',
  },
  unsupported_media_type: {
    status: 415,
    message:
      'The bytes are none of PDF, JPEG, PNG, GIF, WebP, TIFF or AVIF: convert the file first.',
  },
  idempotency_key_reused: {
    status: 422,
    message: 'This Idempotency-Key was used with another body: use a new key for new work.',
  },
  source_not_allowed: {
    status: 422,
    message: 'The URL names an address this server must not reach: use a public https address.',
  },
  source_unreachable: {
    status: 422,
    message: 'The URL could not be fetched: check that it answers with the file, without a login.',
  },
  unauthorized: {
    status: 401,
    message: 'No valid key: send `Authorization: Bearer KEY` with a key of QUIRE_API_KEYS.',
  },
  forbidden: {
    status: 403,
    message: 'This address is for operators: come from loopback, or set QUIRE_ADMIN and log in.',
  },
  route_not_found: {
    status: 404,
    message: 'There is nothing at this address: `/docs` lists what there is.',
  },
  method_not_allowed: {
    status: 405,
    message: 'This address does not take this method: `Allow` lists those that it takes.',
  },
  headers_too_large: {
    status: 431,
    message: 'The headers of the request are too large: send `options` in a form or as JSON.',
  },
  request_timeout: {
    status: 408,
    message: 'The request took too long to come in: send it again over a faster line.',
  },
  document_not_found: {
    status: 404,
    message: 'There is no such document: check the id, and whether its retention has passed.',
  },
  page_not_found: {
    status: 404,
    message: 'The document has no such page: check its number, and whether `pages` left it out.',
  },
  picture_not_here: {
    status: 404,
    message: 'The picture was handed on by its address and never was here: look at the address.',
  },
  picture_changed: {
    status: 409,
    message:
      'The picture that was sent cannot be made again: this version draws the page differently.',
  },
  not_finished: {
    status: 409,
    message: 'The document is not finished: wait, or ask with `?partial=1` for what is there.',
  },
  too_many_streams: {
    status: 429,
    message:
      'Too many streams of events are open with this key: end some, or ask now and then instead.',
  },
  stream_too_slow: {
    status: 408,
    message:
      'The client takes its events too slowly: come again with `Last-Event-ID`, or without pages.',
  },
  redis_unavailable: {
    status: 503,
    message: 'Redis does not answer: nothing was stored; try again after `Retry-After`.',
    mayPass: true,
    isWaitedOut: true,
  },
  redis_refuses_writes: {
    status: 503,
    message: 'Redis is there and takes no writes: give it memory or disk; it goes on by itself.',
    mayPass: true,
    isWaitedOut: true,
  },
  blobs_unavailable: {
    status: 503,
    message: 'The file could not be stored: check the space and rights of QUIRE_BLOBS.',
  },
  blobs_unreachable: {
    status: 503,
    message: 'The store of originals does not answer: check QUIRE_BLOBS; it goes on by itself.',
    mayPass: true,
    isWaitedOut: true,
  },
  originals_unavailable: {
    status: 503,
    message: 'No copy can be kept on this machine: check the space and rights of QUIRE_ORIGINALS.',
    mayPass: true,
    isWaitedOut: true,
  },
  internal_error: {
    status: 500,
    message: 'Something broke that has no name yet: the log has it under the request id.',
    mayPass: true,
  },

  // What is wrong with a document.
  pdf_encrypted: { status: 422, message: 'The PDF asks for a password: send it without one.' },
  pdf_unreadable: {
    status: 422,
    message: 'The PDF cannot be opened: export it again, then resend.',
  },
  image_unreadable: {
    status: 422,
    message: 'The image cannot be decoded: convert it, then resend.',
  },
  page_tree_broken: {
    status: 422,
    message: 'The PDF holds more pages than it says: export it again, then resend.',
  },
  no_pages: { status: 422, message: 'The document has no pages: check the file.' },
  no_pages_selected: {
    status: 422,
    message: 'None of the pages asked for exist: check `pages` against the page count.',
  },
  too_many_pages: {
    status: 422,
    message: 'The document has more pages than allowed: raise `max_pages`, or send it in parts.',
  },
  too_few_pictures: {
    status: 422,
    message: 'There is nothing to compare: send two pictures at least.',
  },
  pictures_do_not_fit: {
    status: 422,
    message: 'The pictures do not fit one request: send fewer of them, or smaller ones.',
  },
  answers_do_not_fit: {
    status: 422,
    message: "The pages' answers do not fit one request: read the document in parts, or by page.",
  },
  source_missing: {
    status: 500,
    message: 'The stored source is gone: check QUIRE_BLOBS on every machine, then send it again.',
    mayPass: true,
  },

  // What can go wrong with one page's picture.
  render_timeout: {
    status: 422,
    message: 'The page took too long to draw: simplify it or rasterise it.',
    mayPass: true,
    endsRenderer: true,
  },
  render_memory: {
    status: 422,
    message: 'The page took too much memory to draw: simplify it or rasterise it.',
    mayPass: true,
    endsRenderer: true,
  },
  render_failed: {
    status: 422,
    message: 'The page could not be drawn: export it again.',
    mayPass: true,
    endsRenderer: true,
  },
  renderer_unavailable: {
    status: 503,
    message: 'No renderer can be started: check descriptors, processes, memory, `npm ci`.',
    mayPass: true,
    isWaitedOut: true,
  },
  page_damaged: {
    status: 422,
    message: 'What the page shows is damaged, so it looks empty: export it again, then resend.',
  },
  type_too_small: {
    status: 422,
    message: 'The page is too large to be read in pictures: cut it into pages of paper size.',
  },
  page_missing: {
    status: 422,
    message: 'The file counts a page that it does not hold: export it again, if one is missed.',
  },
  fonts_missing: { status: 500, message: 'Fonts are not installed: run `npm ci`.', mayPass: true },

  // What Claude's API answered, or did not.
  claude_rate_limited: { status: 503, message: 'The rate limit is reached: it goes on by itself.' },
  claude_overloaded: { status: 503, message: 'Claude is overloaded: it goes on by itself.' },
  claude_unreachable: {
    status: 503,
    message:
      'No connection to Claude: check the network, ANTHROPIC_BASE_URL; it goes on by itself.',
  },
  claude_spend_limit: {
    status: 503,
    message: 'A spend limit is reached: raise it with the provider, then resume.',
  },
  claude_key_rejected: {
    status: 503,
    message:
      'Claude rejects the key: set a valid ANTHROPIC_API_KEY and restart the vision workers.',
  },
  claude_model_unknown: {
    status: 503,
    message: 'Claude does not know the model: set QUIRE_MODEL or `model` to one that is alive.',
  },
  model_not_priced: {
    status: 422,
    message:
      'The model has no price here: add it to packages/claude/src/models.ts, or name another.',
  },
  claude_timeout: {
    status: 504,
    message: 'Claude did not answer within the deadline, and may have charged: it is tried again.',
  },
  claude_connection_lost: {
    status: 502,
    message:
      'The connection to Claude broke after the request, and it may have charged: it is tried again.',
  },
  claude_server_error: {
    status: 502,
    message: 'Claude failed on its side: it is tried again.',
    mayPass: true,
  },
  claude_answer_unreadable: {
    status: 502,
    message: "Claude's answer could not be parsed, and it may have charged: it is tried again.",
  },
  batch_expired: {
    status: 503,
    message: 'The batch was not processed within its day, and nothing charged: it is asked again.',
  },
  batch_cancelled: {
    status: 503,
    message:
      'The batch was cancelled before the page was read, and nothing charged: it is asked again.',
  },
  batch_not_sent: {
    status: 503,
    message: 'A worker ended before its batch was sent, so nothing was charged: it is asked again.',
  },
  batch_late: {
    status: 504,
    message: 'The batch was not back in time for the deadline: the page is asked for by itself.',
  },
  batch_lost: {
    status: 504,
    message:
      'The provider does not list a batch that was perhaps created, and may charge: it is asked again.',
  },
  page_quarantined: {
    status: 422,
    message:
      'Calls for this page were sent, perhaps charged, and never answered: the detail names them.',
  },
  budget_reached: {
    status: 422,
    message: 'A budget is used up: raise it, or wait for the next day or month; nothing is lost.',
  },
  claude_request_rejected: {
    status: 422,
    message: 'Claude rejects the request for this page: the detail says what it dislikes.',
  },
  claude_request_too_large: {
    status: 422,
    message: 'The page is too large for one request, also drawn smaller: send it in parts.',
  },
  claude_address_rejected: {
    status: 422,
    message:
      'Claude does not take the picture at its address: open it to everybody, or let Quire fetch it.',
    mayPass: true,
  },

  ...answerFailures,

  // What went wrong around the work.
  worker_lost: {
    status: 500,
    message: 'Workers ended again and again on this job: see the log of that time, then retry.',
  },
  spool_unavailable: {
    status: 500,
    message: 'Paid answers could not be kept here: check the space and rights of QUIRE_SPOOL.',
    mayPass: true,
    isWaitedOut: true,
  },
  redis_memory_low: {
    status: 503,
    message:
      'Redis is almost full, nothing is paid for: raise its maxmemory; it goes on by itself.',
    isWaitedOut: true,
  },

  ...webhookFailures,
} as const satisfies Record<string, FailureSpec>;
