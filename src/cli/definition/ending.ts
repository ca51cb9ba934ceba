/** How a command ends: its status, and the end of its help, which explains that. */
import type { Command } from 'commander';

/** Told the status that the process is to end with. */
export type Exit = (status: number) => void;

/** What the help of a command ends in. */
export interface HelpEnd {
  /** A command line each, after what it is for. */
  readonly examples: readonly (readonly [purpose: string, line: string])[];
  /** What each exit status means. */
  readonly status: Readonly<Record<number, string>>;
}

export function endHelp(command: Command, { examples, status }: HelpEnd): Command {
  const lines = [
    '',
    'Examples:',
    ...examples.flatMap(([purpose, line]) => [`  # ${purpose}`, `  ${line}`]),
    '',
    'Exit status:',
    ...Object.entries(status).map(([code, meaning]) => `  ${code}  ${meaning}`),
  ];
  return command.addHelpText('after', lines.join('\n'));
}
