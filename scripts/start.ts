// Runs one of each role in this terminal: `npm start`. Ctrl-C or SIGTERM ends them all in good order.
import { type GuardedProcess, startGuarded } from './guarded-process.ts';

const ROLES = ['api', 'splitter', 'vision', 'aggregator', 'courier'] as const;

const running: GuardedProcess[] = [];
let isEnding = false;

function say(name: string, line: string): void {
  console.log(`${name.padEnd(10)} ${line}`);
}

async function end(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  const codes = await Promise.all(running.map((role) => role.stop()));
  process.exitCode = codes.some((code) => code !== 0) ? 1 : exitCode;
}

async function run(name: (typeof ROLES)[number]): Promise<void> {
  const command = ['node', `apps/${name}/src/main.ts`] as const;
  const role = startGuarded({ name, command, onLine: say });
  running.push(role);
  role.ready.then((line) => say(name, line)).catch(() => undefined);
  const code = await role.gone;
  if (isEnding) return;
  // One role missing would only be noticed once documents wait: better to end where all can see it.
  say(name, `ended with ${code}; ending the others`);
  await end(1);
}

process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));
await Promise.all(ROLES.map(run));
