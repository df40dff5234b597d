import { strikesAt } from '../faults/fault-kinds.ts';
import type { FaultRule } from '../faults/fault-plan.ts';
import { pause } from '../sim/pause.ts';
import { breakJson } from './break-json.ts';
import { drained } from './drained.ts';
import type { Exchange } from './exchange.ts';
import type { Frame } from './frame.ts';

export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly frames: readonly Frame[];
  /** The rule that strikes it, if any does: what goes wrong on the way. */
  readonly rule: FaultRule | undefined;
}

/** Puts an answer on the wire as it is produced, or does to it what the fault says. */
export async function deliver(exchange: Exchange, delivery: Delivery): Promise<void> {
  const { frames, rule } = delivery;
  if (rule === undefined || !strikesAt('delivery', rule.fault)) {
    return writeWhole(exchange, delivery, frames);
  }
  switch (rule.fault) {
    case 'invalid_json':
      return writeWhole(exchange, delivery, breakJson(frames));
    case 'drip':
      return writeWhole(exchange, delivery, dripped(frames, rule.bytes_per_second ?? 1));
    case 'hang':
      close(exchange, 'hung');
      return hold(exchange, rule);
    case 'half_body':
      await write(exchange, delivery, firstHalf(frames));
      close(exchange, 'hung');
      return hold(exchange, rule);
    case 'cut_body':
      await write(exchange, delivery, firstHalf(frames));
      return reset(exchange);
    case 'reset_after':
      await pause(frames.at(-1)?.atMs ?? 0, exchange.sim.stopping);
      return reset(exchange);
  }
}

async function writeWhole(
  exchange: Exchange,
  delivery: Delivery,
  frames: readonly Frame[],
): Promise<void> {
  await write(exchange, delivery, frames);
  close(exchange, 'answered');
  if (!exchange.response.destroyed) exchange.response.end();
}

function reset(exchange: Exchange): void {
  close(exchange, 'reset');
  exchange.request.socket.resetAndDestroy();
}

/** Closes the audit entry: how it ended, and whether anyone was left to see it. */
function close({ note, response, sim }: Exchange, outcome: 'answered' | 'reset' | 'hung'): void {
  note({
    outcome,
    status: response.headersSent ? 200 : null,
    answered_at: new Date(sim.now()).toISOString(),
    is_client_gone: response.destroyed,
  });
}

/** Writes frames when they are due. A caller who left is not written to, but time goes on. */
async function write(
  { response, sim }: Exchange,
  { headers, frames: all }: Delivery,
  frames: readonly Frame[],
): Promise<void> {
  let atMs = 0;
  for (const frame of frames) {
    await pause(frame.atMs - atMs, sim.stopping);
    atMs = Math.max(atMs, frame.atMs);
    if (response.destroyed) continue;
    if (!response.headersSent) {
      const [only] = all;
      // The length of a body that is not streamed is known, and stated even when half is sent.
      const length =
        all.length === 1 && only !== undefined ? Buffer.byteLength(only.text) : undefined;
      response.writeHead(200, {
        ...headers,
        ...(length === undefined ? {} : { 'content-length': String(length) }),
      });
    }
    const isFlushed = response.write(frame.text);
    if (!isFlushed) await drained(response);
  }
}

/** Keeps the connection open and silent until the caller or the rule gives up. */
async function hold({ request, response, sim }: Exchange, rule: FaultRule): Promise<void> {
  const gaveUp = new AbortController();
  response.once('close', () => gaveUp.abort());
  const signal = AbortSignal.any([gaveUp.signal, sim.stopping]);
  const longestTimerMs = 2 ** 31 - 1;
  const holdMs = rule.hold_s === undefined ? longestTimerMs : rule.hold_s * 1000;
  await pause(holdMs, signal).catch(() => undefined);
  request.socket.resetAndDestroy();
}

function firstHalf(frames: readonly Frame[]): Frame[] {
  const total = frames.reduce((sum, { text }) => sum + text.length, 0);
  let left = Math.floor(total / 2);
  const half: Frame[] = [];
  for (const { atMs, text } of frames) {
    if (left <= 0) break;
    half.push({ atMs, text: text.slice(0, left) });
    left -= text.length;
  }
  return half;
}

function dripped(frames: readonly Frame[], bytesPerSecond: number): Frame[] {
  const chars = Math.max(1, Math.round(bytesPerSecond / 10)); // at most ten drops a second
  const startMs = frames[0]?.atMs ?? 0;
  const text = frames.map((frame) => frame.text).join('');
  return Array.from({ length: Math.ceil(text.length / chars) }, (_, index) => ({
    atMs: startMs + (index * chars * 1000) / bytesPerSecond,
    text: text.slice(index * chars, (index + 1) * chars),
  }));
}
