import { faultKinds } from './fault-kinds.ts';
import type { FaultPlan, FaultRule } from './fault-plan.ts';

export type FaultEndpoint = NonNullable<FaultRule['endpoints']>[number];

/** A plan at work: how many calls each rule has seen and struck. */
export interface FaultState {
  readonly plan: FaultPlan;
  readonly setAtMs: number;
  readonly seen: readonly number[];
  readonly struck: readonly number[];
}

/** What a rule can ask about a call. On arrival nothing of its body is known yet. */
export interface FaultTarget {
  readonly endpoint: FaultEndpoint;
  readonly isArriving: boolean;
  readonly pageHashes: readonly string[];
  readonly text: string;
  readonly model: string;
}

export interface FaultMatch {
  readonly state: FaultState;
  /** The rule that strikes; the first in the plan when several would. */
  readonly rule: FaultRule | undefined;
}

/** A plan that has seen nothing yet. */
export function startPlan(plan: FaultPlan, nowMs: number): FaultState {
  const zeros = plan.map(() => 0);
  return { plan, setAtMs: nowMs, seen: zeros, struck: zeros };
}

/** Which fault strikes a call, and the plan after it. A call is counted once by each rule. */
export function matchFault(state: FaultState, target: FaultTarget, nowMs: number): FaultMatch {
  const looks = state.plan.map((rule) => looksAt(rule, target));
  const seen = state.seen.map((n, index) => (looks[index] === true ? n + 1 : n));
  const hit = state.plan.findIndex(
    (rule, index) =>
      looks[index] === true &&
      strikes(rule, seen[index] ?? 0, state.struck[index] ?? 0) &&
      isInTime(rule, nowMs - state.setAtMs) &&
      isAbout(rule, target),
  );
  const struck = state.struck.map((n, index) => (index === hit ? n + 1 : n));
  return { state: { ...state, seen, struck }, rule: state.plan[hit] };
}

/** A reset on arrival is decided then, unless it asks for something of the body. */
function looksAt(rule: FaultRule, target: FaultTarget): boolean {
  const { stage } = faultKinds[rule.fault];
  const asksBody =
    rule.page_hash !== undefined || rule.text !== undefined || rule.model !== undefined;
  const isForArrival = stage === 'arrival' && !asksBody;
  if (isForArrival !== target.isArriving) return false;
  const isEntry = target.endpoint === 'batch_entry';
  // An entry of a batch has no connection of its own to break, and nothing else can expire.
  if (isEntry ? stage === 'arrival' || stage === 'delivery' : stage === 'batch') return false;
  return (rule.endpoints ?? ['messages', 'batch_entry']).includes(target.endpoint);
}

function strikes(rule: FaultRule, ordinal: number, struck: number): boolean {
  if (rule.times !== undefined && struck >= rule.times) return false;
  if (ordinal < (rule.from ?? 1) || ordinal > (rule.to ?? Infinity)) return false;
  if (rule.every !== undefined && ordinal % rule.every !== 0) return false;
  return rule.probability === undefined || chance(rule.seed ?? 1, ordinal) < rule.probability;
}

function isInTime(rule: FaultRule, sinceMs: number): boolean {
  return (
    sinceMs >= (rule.after_s ?? 0) * 1000 &&
    (rule.until_s === undefined || sinceMs < rule.until_s * 1000)
  );
}

function isAbout({ page_hash, text, model }: FaultRule, target: FaultTarget): boolean {
  return (
    (page_hash === undefined || target.pageHashes.some((hash) => hash.startsWith(page_hash))) &&
    (text === undefined || target.text.includes(text)) &&
    (model === undefined || target.model === model)
  );
}

/** A number in [0, 1) that depends on nothing but its arguments (mulberry32). */
function chance(seed: number, ordinal: number): number {
  let mixed = (Math.imul(seed, 0x9e3779b1) + Math.imul(ordinal, 0x6d2b79f5)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
