import { armKillPoint, type KillPointSettings } from './kill-point.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLog, type Logger } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';

/** What a role gets to start with. */
export interface RoleTools<Config> {
  readonly config: Config;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
}

/** What the process itself needs of its environment, whatever its role. */
type CommonConfig = KillPointSettings & { readonly LOG_LEVEL: string };

export interface Role<Config> {
  readonly name: string;
  /** Reads the environment. What it throws is printed as it is: it lists every mistake. */
  readonly config: () => Config & CommonConfig;
  /** Opens everything. @returns the address where the role listens */
  readonly start: (tools: RoleTools<Config>) => Promise<string>;
}

/** Exit code for a wrong environment, as for wrong usage elsewhere. */
const EXIT_CONFIG = 2;

/**
 * Runs one role as this process: reads its environment, starts it, prints `ready ADDRESS`, and on
 * SIGTERM or SIGINT closes what was opened and ends with 0. A second signal ends it at once.
 */
export async function runRole<Config>(role: Role<Config>): Promise<void> {
  const config = readOrExit(role);
  const log = createLog(role.name, config.LOG_LEVEL);
  const lifecycle = createLifecycle((error) => log.error({ err: error }, 'closing failed'));
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) process.exit(1);
    ending = true;
    log.info({ signal }, 'ending');
    void lifecycle.stop().then(() => {
      log.info('ended');
      process.exit(0);
    });
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'an error nobody caught; ending so that the work is taken over');
    process.exit(1);
  });
  try {
    const address = await role.start({ config, log, lifecycle, metrics: createMetrics(role.name) });
    process.stdout.write(`ready ${address}\n`);
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    await lifecycle.stop();
    process.exit(1);
  }
}

function readOrExit<Config>(role: Role<Config>): Config & CommonConfig {
  try {
    const config = role.config();
    armKillPoint(config);
    return config;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(EXIT_CONFIG);
  }
}
