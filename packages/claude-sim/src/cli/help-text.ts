import { flags } from './flags.ts';

/** What `--help` prints. */
export function helpText(): string {
  const lines = Object.entries(flags).map(
    ([name, { takes, says }]) => `  ${`--${name} ${takes}`.padEnd(32)}${says}`,
  );
  return [
    'quire-claude-sim: a stand-in for the Claude API, for tests and demonstrations.',
    '',
    ...lines,
    '',
    'Each flag may also be set as QUIRE_SIM_… in the environment.',
    'Beside the API: GET /audit, GET /audit/bill, DELETE /audit, GET, POST and DELETE /sim/faults,',
    'GET and POST /sim/limits, POST /sim/foreign, GET /healthz.',
  ].join('\n');
}
