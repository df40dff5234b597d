import { setTimeout as sleep } from 'node:timers/promises';
import { type Finding, mayGoOn, maySpend } from '@quire/domain';
import type { Logger } from '@quire/service';

/** How often is looked again, whether the gate is open or shut. */
export const LOOK_EVERY_MS = 30_000;

/** Whether this process may spend money: shut until a look at everything found it safe. */
export interface SpendingGate {
  /** `true`, or what is unsafe, as codes. For `/readyz`. */
  readonly state: () => true | string;
  /** Resolves once it is open for the first time. */
  opened(): Promise<void>;
  /** Looks no more. */
  close(): void;
}

/**
 * Looks now and every 30 s. It stays up where it may not spend, so that an operator can read why,
 * and takes up work by itself once that is mended.
 * @param examine must not throw
 */
export function openGate(
  examine: () => Promise<readonly Finding[]>,
  log: Logger,
  lookEveryMs = LOOK_EVERY_MS,
): SpendingGate {
  const closed = new AbortController();
  const first = Promise.withResolvers<void>();
  let state: true | string = 'not looked at yet';
  let lastSaid = '';

  const look = async (): Promise<void> => {
    const findings = await examine();
    const unwell = findings.filter(({ severity }) => severity !== 'ok');
    const said = unwell.map(({ code }) => code).join(', ');
    // Once for each change: a warning that stands for weeks must not fill the log.
    if (said !== lastSaid) for (const one of unwell) say(one, log);
    if (said === '' && lastSaid !== '') log.info('doctor: all is well again');
    lastSaid = said;
    const wasShut = state !== true;
    const unsafe = findings.filter(({ severity }) => severity === 'unsafe');
    state = (wasShut ? maySpend(findings) : mayGoOn(findings))
      ? true
      : unsafe.map(({ code }) => code).join(', ');
    if (state !== true && !wasShut)
      log.error({ unsafe: state }, 'no more money is spent from here');
    if (state === true) first.resolve();
  };
  const lookOnAndOn = async (): Promise<void> => {
    while (!closed.signal.aborted) {
      await look().catch((error: unknown) => log.error({ err: error }, 'doctor: could not look'));
      await sleep(lookEveryMs, undefined, { signal: closed.signal }).catch(() => undefined);
    }
  };
  void lookOnAndOn();
  return {
    state: () => state,
    opened: () => first.promise,
    close: () => closed.abort(),
  };
}

function say({ code, severity, says, mend }: Finding, log: Logger): void {
  const sentence = `doctor: ${says} ${mend}`;
  if (severity === 'warning') log.warn({ finding: code }, sentence);
  else log.error({ finding: code, severity }, sentence);
}
