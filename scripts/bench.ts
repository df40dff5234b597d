// Measures and prints, for a person to judge: `npm run bench -- NAME`. No test has a clock in it.

/** Every bench, by its name: a file of the same name in `bench/`. */
const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  overhead: () => import('./bench/overhead.ts'),
  fairness: () => import('./bench/fairness.ts'),
  limiter: () => import('./bench/limiter.ts'),
  render: () => import('./bench/render.ts'),
  'pages-analysis': () => import('./bench/pages-analysis.ts'),
  verdicts: () => import('./bench/verdicts.ts'),
  patch: () => import('./bench/patch.ts'),
};

const [name = ''] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join('|')} [--help]`);
  process.exitCode = 2;
} else {
  await bench();
}
