import { once } from 'node:events';
import type { Output } from './output.ts';
import { printable, printableText } from './printable.ts';
import { safeJson } from './safe-json.ts';

/** @param isTerminal whether stdout is one that understands cursor movements */
export function createOutput(
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
  isTerminal: boolean,
): Output {
  const write = async (text: string): Promise<void> => {
    if (!stdout.write(text)) await once(stdout, 'drain');
  };
  return {
    isTerminal,
    stream: stdout,
    get rows() {
      return stdout.rows || 24;
    },
    line: (text) => void stdout.write(`${printable(text)}\n`),
    json: (value) => write(`${safeJson(value)}\n`),
    // A dumb terminal is one too: `isTTY`, not `isTerminal`, says who reads.
    text: (text) => write(stdout.isTTY ? printableText(text) : text),
    problem: (sentence) => void stderr.write(`quire: ${printable(sentence)}\n`),
    complain: (text) => void stderr.write(text),
  };
}
