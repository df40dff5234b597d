import { type CommandName, commands } from './commands/commands.ts';

/** The whole help. */
export function help(): string {
  const list = Object.values(commands).map(
    ({ usage, summary }) => `  ${usage}\n      ${summary}\n`,
  );
  return `quire: documents in, pages read by Claude out

usage:
${list.join('')}
  quire COMMAND --help says more of one.

environment:
  QUIRE_URL    where Quire is; http://127.0.0.1:8080 unless set
  QUIRE_KEY    your key, where the server asks for one
  QUIRE_ADMIN  user:password, where the server asks for it on \`resume\` and \`ledger\`

exit codes:
  0 done   1 failed   2 usage   3 partial (of several documents the worst counts)
`;
}

/** The help of one command. */
export function commandHelp(name: CommandName): string {
  const { usage, summary, details } = commands[name];
  return `usage: ${usage}\n\n${summary}\n${details}`;
}
