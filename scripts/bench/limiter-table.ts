import type { Cell } from './limiter-cell.ts';
import type { CaseName, StrategyName } from './limiter-options.ts';
import type { Measured } from './limiter-results.ts';

/** Share of the binding bucket, and rejections in 1,000 answers, that are aimed at. */
const GOALS: Readonly<Record<CaseName, { readonly used: number; readonly refused: number }>> = {
  steady: { used: 0.99, refused: 1 },
  kill: { used: 0.99, refused: 1 },
  foreign: { used: 0.99, refused: 1 },
  halved: { used: 0.94, refused: Number.POSITIVE_INFINITY },
  tail: { used: 0.99, refused: 1 },
};

/** The whole grid in Markdown, our goals beside our figures, and what they come to by case. */
export function gridTable(
  cells: readonly Cell[],
  strategies: readonly StrategyName[],
  all: readonly Measured[],
): string {
  const rows = cells.map((cell) => {
    const [ours, ...others] = strategies.map((strategy) => resultOf(all, cell, strategy));
    const results = [ours, ...others];
    const isOurs = ours?.strategy === 'quire';
    return row([
      String(cell.processes),
      cell.name,
      `${cell.burst} s`,
      ...results.map((result) => (result === undefined ? 'not measured' : figure(result))),
      isOurs ? `${ours.load.toFixed(0)} · ${ours.lateMs.toFixed(0)} ms` : '',
      isOurs ? verdict(ours) : '',
    ]);
  });
  const ours = all.filter(({ strategy }) => strategy === 'quire');
  return [
    row(['processes', 'case', 'burst', ...strategies, 'load · late', 'goal']),
    row(['---:', '---', '---:', ...strategies.map(() => '---:'), '---:', '---']),
    ...rows,
    ...(ours.length === 0 ? [] : ['', ...summary(ours)]),
  ].join('\n');
}

export function resultOf(
  all: readonly Measured[],
  { processes, name, burst }: Cell,
  strategy: StrategyName,
): Measured | undefined {
  return all.find(
    (one) =>
      one.strategy === strategy &&
      one.processes === processes &&
      one.name === name &&
      one.burst === burst,
  );
}

/** One cell's figures: used · drawn · rejections in 1,000 answers. */
export function figure({ used, drawn, answers, refused }: Measured): string {
  return `${percent(used)} · ${percent(drawn)} % · ${perThousand(refused, answers)}`;
}

function summary(ours: readonly Measured[]): string[] {
  const reached = ours.filter((one) => isReached(one)).length;
  const cases = [...new Set(ours.map(({ name }) => name))];
  return [
    `${reached} of our ${ours.length} cells reach their goal. Of all cells of a case together:`,
    '',
    row(['case', 'used, least to most', 'answers', 'rejections in 1,000']),
    row(['---', '---:', '---:', '---:']),
    ...cases.map((name) => {
      const some = ours.filter((one) => one.name === name);
      const used = some.map((one) => one.used * 100);
      const sum = (of: 'answers' | 'refused'): number =>
        some.reduce((total, one) => total + one[of], 0);
      return row([
        name,
        `${Math.min(...used).toFixed(1)} to ${Math.max(...used).toFixed(1)} %`,
        String(sum('answers')),
        perThousand(sum('refused'), sum('answers')),
      ]);
    }),
  ];
}

const isReached = (ours: Measured): boolean => verdict(ours) === 'reached';

function verdict({ name, used, answers, refused }: Measured): string {
  const goal = GOALS[name];
  // One refusal in a run shorter than 1,000 answers is no rate.
  const isAccepted = refused <= Math.max(1, (answers / 1_000) * goal.refused);
  if (used >= goal.used && isAccepted) return 'reached';
  return `missed: ${goal.used * 100} %${Number.isFinite(goal.refused) ? ` · ${goal.refused}` : ''}`;
}

const percent = (share: number): string => (share * 100).toFixed(1);

function perThousand(refused: number, answers: number): string {
  return ((refused / Math.max(1, answers)) * 1_000).toFixed(1);
}

function row(columns: readonly string[]): string {
  return `| ${columns.join(' | ')} |`;
}
