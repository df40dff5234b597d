import { finding, type Finding, ok } from './doctor-finding.ts';

/** Where a model stands with the provider, or the failure that kept that from being learned. */
export type ModelFacts =
  | {
      readonly kind: 'found';
      readonly lifecycle: 'active' | 'deprecated' | 'retired';
      readonly retiresAtMs: number | null;
      /** Whom to ask in its place, where one is known. */
      readonly successor?: string;
    }
  | { readonly kind: 'not-found'; readonly successor?: string }
  | { readonly kind: 'key-rejected' }
  | { readonly kind: 'unknown'; readonly detail: string };

/** A model, and who names it, in words for people. */
export interface NamedModel {
  readonly id: string;
  readonly namedBy: string;
}

/** A retirement is announced 60 days ahead; six weeks are enough to try out another model. */
const RETIRES_SOON_MS = 42 * 86_400_000;

/** The default model: without it, or the key, nothing can be bought. */
export function judgeModel(
  { id, facts }: { readonly id: string; readonly facts: ModelFacts },
  nowMs: number,
): Finding[] {
  switch (facts.kind) {
    case 'key-rejected':
      return [
        finding('claude_key_rejected', 'broken', 'Claude rejects the key.', {
          mend: 'Set a valid ANTHROPIC_API_KEY, and restart.',
        }),
      ];
    case 'not-found':
      return [
        finding('model_unknown', 'broken', `Claude does not know the model ${id}.`, {
          mend: `Set QUIRE_MODEL to ${facts.successor ?? 'one that is alive'}.`,
        }),
      ];
    case 'unknown':
      return [
        finding('claude_unreachable', 'warning', `Claude could not be asked: ${facts.detail}`, {
          mend: 'Check the network and ANTHROPIC_BASE_URL; calls wait until it answers.',
        }),
      ];
    case 'found':
      return [ok('claude_key', 'Claude accepts the key.'), judgeLife(id, facts, nowMs)];
  }
}

/** A model that is not the default: without it only what names it stands still. */
export function judgeOther(
  { id, namedBy, facts }: NamedModel & { readonly facts: ModelFacts },
  nowMs: number,
): Finding[] {
  // Of the key and the network the default model tells.
  if (facts.kind === 'key-rejected' || facts.kind === 'unknown') return [];
  const mend = `Name ${facts.successor ?? 'one that is alive'} in its place.`;
  const { code, severity, says } =
    facts.kind === 'found'
      ? judgeLife(id, facts, nowMs)
      : finding('model_unknown', 'warning', `Claude does not know the model ${id}.`, { mend });
  if (severity === 'ok') return [];
  return [finding(code, 'warning', `${says} It is named by ${namedBy}.`, { mend })];
}

function judgeLife(
  id: string,
  { lifecycle, retiresAtMs, successor }: Extract<ModelFacts, { kind: 'found' }>,
  nowMs: number,
): Finding {
  const next = successor === undefined ? 'its successor' : `${successor}, its successor,`;
  const mend = `Choose ${next} for QUIRE_MODEL, and try it on pages of yours first.`;
  if (lifecycle === 'retired' || (retiresAtMs !== null && retiresAtMs <= nowMs)) {
    return finding('model_retired', 'broken', `${id} is retired: it answers nobody.`, { mend });
  }
  if (retiresAtMs === null) {
    return lifecycle === 'active'
      ? ok('model', `${id} is alive.`)
      : finding('model_deprecated', 'warning', `${id} is deprecated; no day is named yet.`, {
          mend,
        });
  }
  const day = new Date(retiresAtMs).toISOString().slice(0, 10);
  const days = Math.ceil((retiresAtMs - nowMs) / 86_400_000);
  return retiresAtMs - nowMs < RETIRES_SOON_MS || lifecycle === 'deprecated'
    ? finding('model_retires', 'warning', `${id} retires on ${day}, in ${days} days.`, { mend })
    : ok('model', `${id} is alive, until ${day} at least.`);
}
