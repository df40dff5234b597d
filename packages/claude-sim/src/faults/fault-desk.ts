import type { FaultPlan, FaultRule } from './fault-plan.ts';
import { matchFault, startPlan, type FaultState, type FaultTarget } from './match-fault.ts';

/** Holds the plan that is in force, and what has come of it. */
export class FaultDesk {
  #state: FaultState;

  constructor(plan: FaultPlan, nowMs: number) {
    this.#state = startPlan(plan, nowMs);
  }

  /** Replaces the plan; all counting begins again. */
  set(plan: FaultPlan, nowMs: number): void {
    this.#state = startPlan(plan, nowMs);
  }

  /** The rule that strikes this call, if one does. */
  strike(target: FaultTarget, nowMs: number): FaultRule | undefined {
    const { state, rule } = matchFault(this.#state, target, nowMs);
    this.#state = state;
    return rule;
  }

  /** The plan with how often each rule has looked and struck. */
  report(): { rule: FaultRule; seen: number; struck: number }[] {
    const { plan, seen, struck } = this.#state;
    return plan.map((rule, index) => ({
      rule,
      seen: seen[index] ?? 0,
      struck: struck[index] ?? 0,
    }));
  }
}
