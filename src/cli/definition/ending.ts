/** The exit status of a command, and the end of its help with examples and exit statuses. */
import type { Command } from 'commander';

/** Receives the exit status of the process. */
export type Exit = (status: number) => void;

export interface HelpEnd {
  readonly examples: readonly (readonly [purpose: string, line: string])[];
  /** Meaning by exit status. */
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
