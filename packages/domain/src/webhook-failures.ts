import type { FailureSpec } from './failure-spec.ts';

/** What keeps an event from its receiver. */
export const webhookFailures = {
  webhook_failed: {
    status: 502,
    message: 'The receiver did not answer with 2xx: it is tried again over days.',
  },
  webhook_not_allowed: {
    status: 422,
    message: 'The webhook names an address this server must not reach: use a public https address.',
  },
  webhook_redirected: {
    status: 502,
    message: 'The receiver redirects, which is not followed: name the address it leads to.',
  },
  webhook_timed_out: {
    status: 504,
    message: 'The receiver did not answer in time: have it answer first and work afterwards.',
  },
  webhook_unreachable: {
    status: 502,
    message: 'No connection to the receiver: check its name, its port and its firewall.',
  },
  webhook_tls_failed: {
    status: 502,
    message: 'The receiver’s certificate is not accepted: mend what the detail names.',
  },
  webhook_gone: {
    status: 410,
    message: 'The receiver answered 410, it is disabled: mend it, then replay what it missed.',
  },
  webhook_disabled: {
    status: 409,
    message: 'The receiver is disabled, nothing was sent: mend it, then replay what it missed.',
  },
  delivery_not_found: {
    status: 404,
    message: 'There is no such delivery: check the id, and whether its document is still there.',
  },
} as const satisfies Record<string, FailureSpec>;
