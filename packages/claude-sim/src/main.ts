#!/usr/bin/env node
import { helpText } from './cli/help-text.ts';
import { parseCommand } from './cli/parse-command.ts';
import { startClaudeSim } from './start-claude-sim.ts';
import { defaultOptions } from './sim/sim-options.ts';

const command = parseCommand(process.argv.slice(2), process.env);

switch (command.kind) {
  case 'help':
    console.log(helpText());
    break;
  case 'mistakes':
    for (const mistake of command.mistakes) console.error(mistake);
    process.exitCode = 2;
    break;
  case 'start': {
    const source =
      command.options.engine === 'digest' ? 'a hash of the bytes' : 'a local OCR engine';
    console.log(
      `quire-claude-sim: a stand-in for Claude, not Claude. Its text comes from ${source}.`,
    );
    try {
      const sim = await startClaudeSim({ port: defaultOptions.port, ...command.options });
      console.log(`ready ${sim.url}`);
      const stop = (): void => void sim.stop().then(() => process.exit(0));
      process.once('SIGTERM', stop);
      process.once('SIGINT', stop);
    } catch (error) {
      console.error(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}
