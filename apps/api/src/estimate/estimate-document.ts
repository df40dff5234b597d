import { findModel, guessPromptTokens, limitsByGroup, type Model, pricesFor } from '@quire/claude';
import {
  costMicroUsd,
  DEFAULT_MAX_TOKENS,
  type DocumentOptions,
  estimatePages,
  estimateWhole,
  type EstimateView,
  type LaneEstimate,
  laneAt,
  pageBudgets,
  type PagesEstimate,
  pagePrompt,
  plainUsage,
  planWhole,
  type Range,
  resolveOptions,
  schemaOf,
  type Source,
  taskOf,
  tierFor,
  usd,
  wholePrompt,
  type WholeWay,
} from '@quire/domain';
import type { Levels, Limits } from '@quire/limits';
import type { ApiPorts } from '../api-ports.ts';
import { findPages, samplePages, type SamplePorts } from './sample-pages.ts';

/** What is known of fewer answers says little of the next. */
const ENOUGH_ANSWERS = 30;
/** The lowest published tier, "Start" (rate limits page, 2026-10-08): where nothing better is known. */
const START_TIER: Limits = { rpm: 1_000, itpm: 2_000_000, otpm: 400_000 };
/** Tokens a second of one answer, where none was measured (limiter page). */
const TOKENS_PER_S = 90;
/** Most batches are done within an hour (batch page); the promise is a day. */
const BATCH_S = 3_600;

interface Asked {
  readonly tenant: string;
  readonly sources: readonly Source[];
  readonly options: DocumentOptions;
}

type EstimatePorts = Pick<ApiPorts, 'config' | 'limiter' | 'presets'> & SamplePorts;

/**
 * What a document would cost. Nothing is paid for it, and nothing kept.
 * @throws Failure as taking the document apart would
 */
export async function estimateDocument(
  { tenant, sources, options: sent }: Asked,
  ports: EstimatePorts,
  signal: AbortSignal,
): Promise<EstimateView> {
  const { config, limiter } = ports;
  const options = resolveOptions(sent, ports.presets);
  const pages = await findPages(sources, options, ports, signal);
  const levels = await limiter.levels();
  const asked = options.model ?? config.QUIRE_MODEL;
  const models = [...new Set([asked, options.strong_model ?? asked])].map(findModel);
  const estimates: LaneEstimate[] = [];
  let sampledPages = 0;
  let whole: WholeWay | null = null;
  for (const model of models) {
    const wholeTokens = guessPromptTokens({ model, prompt: wholePrompt(options), parts: 0 });
    const { way } = planWhole({ options, pages, model, promptTokens: wholeTokens });
    whole = estimates.length === 0 ? way : whole;
    const tier = way === 'one' ? tierFor(pages.length, model.tier) : model.tier;
    const sample = await samplePages(pages, options, tier, ports, signal);
    sampledPages = sample.length;
    const level = levels.find(({ group }) => group === model.limitGroup);
    const prompt = pagePrompt(options);
    const promptTokens = guessPromptTokens({ model, prompt, parts: 1 });
    const maxTokens = Math.min(options.max_tokens ?? DEFAULT_MAX_TOKENS, model.maxOutputTokens);
    const byPage = estimatePages({
      pages: pages.length,
      sample,
      promptTokens,
      hasSchema: schemaOf(options) !== undefined,
      task: taskOf(options),
      isPatched: options.mode === 'patch',
      maxTokens,
      measured: measuredOutput(level, `${model.limitGroup} ${taskOf(options)}`),
    });
    const estimate =
      way === null ? byPage : estimateWhole({ way, pages: byPage, promptTokens, maxTokens });
    const configured = limitsByGroup(config.QUIRE_LIMITS)[model.limitGroup];
    for (const lane of ['realtime', 'batch'] as const) {
      const seconds = lane === 'batch' ? BATCH_S : secondsOf(estimate, configured, level);
      estimates.push(laneEstimate(model, lane, pages.length, estimate, seconds));
    }
  }
  const lane = laneAt(options, Date.now());
  const first = estimates.find((one) => one.lane === lane);
  if (first === undefined) throw new TypeError('there is an estimate for each lane');
  const warnings = await warningsFor({ tenant, options }, first, findModel(asked), ports);
  return { ...first, whole, sampled_pages: sampledPages, estimates, warnings };
}

function measuredOutput(level: Levels | undefined, kind: string): Range | null {
  const known = level?.expectedOutput.find((one) => one.kind === kind);
  if (known === undefined || known.answers < ENOUGH_ANSWERS) return null;
  return { low: known.lowTokens, likely: known.meanTokens, high: known.highTokens };
}

function laneEstimate(
  model: Model,
  lane: LaneEstimate['lane'],
  pages: number,
  { asked, input, output }: PagesEstimate,
  seconds: number,
): LaneEstimate {
  const cost = (end: keyof Range): number => {
    // Long-prompt steps go by the single call, not by the sum of all.
    const prices = pricesFor(model, input[end] / Math.max(1, asked[end]));
    return usd(costMicroUsd(plainUsage(input[end], output[end]), prices, lane));
  };
  return {
    model: model.id,
    lane,
    pages,
    input_tokens: input.likely,
    output_tokens: output.likely,
    output_tokens_range: { low: output.low, high: output.high },
    cost_usd: { low: cost('low'), high: cost('high') },
    seconds,
  };
}

/** At the limits in force, all of them free for this document: the fullest bucket decides. */
function secondsOf(
  { asked, input, output }: PagesEstimate,
  configured: Limits | undefined,
  level: Levels | undefined,
): number {
  if (asked.likely === 0) return 0;
  const learned = level?.areKnown === true ? level.limits : START_TIER;
  const { rpm, itpm, otpm } = configured ?? learned;
  const minutes = Math.max(asked.likely / rpm, input.likely / itpm, output.likely / otpm);
  const perSecond = level && level.outputTokensPerS > 0 ? level.outputTokensPerS : TOKENS_PER_S;
  return Math.ceil(minutes * 60 + output.likely / asked.likely / perSecond + 1);
}

/** Whether a budget or a spend cap that is known will be met on the way. */
async function warningsFor(
  { tenant, options }: Pick<Asked, 'tenant' | 'options'>,
  { cost_usd: cost }: LaneEstimate,
  model: Model,
  { config, limiter }: Pick<EstimatePorts, 'config' | 'limiter'>,
): Promise<EstimateView['warnings']> {
  const budgets = pageBudgets({ id: '', tenant, options }, config.QUIRE_BUDGETS, Date.now());
  const states = await limiter.budgets(budgets.map(({ key }) => key));
  const warnings = budgets.flatMap(({ key, capMicroUsd }) => {
    const state = states.find((one) => one.key === key);
    const left = usd(capMicroUsd - (state?.spentMicroUsd ?? 0) - (state?.reservedMicroUsd ?? 0));
    if (cost.high <= left) return [];
    const name = key === 'document:' ? 'budget_usd' : `the budget ${key}`;
    const whether = cost.low > left ? 'will' : 'may';
    const detail = `${name} has $${left.toFixed(6)} left, and ${whether} be used up on the way`;
    return [{ code: 'budget_reached', detail }];
  });
  const holds = await limiter.holds();
  const held = holds.filter(({ group, isHalt }) => isHalt && group === model.limitGroup);
  return [...warnings, ...held.map(({ code, detail }) => ({ code, detail }))];
}
