// Runs one of each role in this terminal: `npm start`. Ctrl-C or SIGTERM ends them all in good order.
import { startGuarded } from './guarded-process.ts';

const ROLES = ['api', 'splitter', 'vision', 'aggregator', 'courier'] as const;

const say = (name: string, line: string): void => console.log(`${name.padEnd(10)} ${line}`);
const running = ROLES.map((name) => ({
  name,
  ...startGuarded({ name, command: ['node', `apps/${name}/src/main.ts`], onLine: say }),
}));

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  const codes = await Promise.all(running.map(({ stop }) => stop()));
  process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
}
process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());

for (const { name, ready, gone } of running) {
  ready.then(
    (line) => say(name, line),
    () => undefined,
  );
  void gone.then((code) => {
    if (!isEnding) {
      say(name, `ended with ${code}; ending the others`);
      return end().then(() => {
        process.exitCode = 1;
      });
    }
    return undefined;
  });
}
