/** What may come next on a command line that is being typed, read off commander's own definition: commands, options, choices. */
import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/**
 * @param words What was typed after the program's name. The last one is being completed, and may be empty.
 * @returns Everything that can stand in the last one's place, whatever was typed of it yet. Empty: anything can, for instance a file.
 */
export function candidates(root: Command, words: readonly string[]): Candidate[] {
  // Bash takes `--output=json` for three words; Windows PowerShell can send two quotes, but no empty word.
  const before = words.slice(0, -1).filter(word => word !== '=');
  const word = words.at(-1)?.replace(/^(=|"")$/, '') ?? '';
  const { command, option, isDue, operands, isLiteral } = before.reduce(follow, at(root));
  const isFlag = !isLiteral && word.startsWith('-');

  if (option && (isDue || !isFlag)) return choicesOf(option, word);
  const [, flag, value] = /^(--[^=]+)=(.*)$/s.exec(isFlag ? word : '') ?? [];
  if (flag !== undefined)
    return choicesOf(optionOf(command, flag), value!).map(choice => ({ ...choice, value: `${flag}=${choice.value}` }));
  if (isFlag) return optionsOf(command).flatMap(({ short, long, description }) => named([short, long], description));
  const children = childrenOf(command);
  if (operands === 0 && children.length > 0) return children.flatMap(child => named([child.name()], child.description()));
  return choicesOf(command.registeredArguments[operands], word);
}

/** How far the words before have led. */
interface Position {
  readonly command: Command;
  /** Its value may come now, and must where that is due. */
  readonly option?: Option | undefined;
  readonly isDue: boolean;
  readonly operands: number;
  /** After `--`: nothing is an option any more. */
  readonly isLiteral: boolean;
}

function at(command: Command): Position {
  return { command, isDue: false, operands: 0, isLiteral: false };
}

function follow(position: Position, word: string): Position {
  const { command, option, isDue, operands, isLiteral } = position;
  const isFlag = !isLiteral && word.startsWith('-');
  // More values may follow the first, as in `-f one.yaml two.yaml`.
  if (option && (isDue || !isFlag)) return { ...position, option: option.variadic ? option : undefined, isDue: false };
  if (isFlag) {
    const named = optionOf(command, word);
    return {
      ...position,
      option: named?.required || named?.optional ? named : undefined,
      isDue: named?.required === true,
      isLiteral: word === '--',
    };
  }
  const child = operands === 0 && childrenOf(command).find(known => known.name() === word);
  return child ? at(child) : { ...position, operands: operands + 1 };
}

function childrenOf(command: Command): Command[] {
  return command.createHelp().visibleCommands(command);
}

function optionsOf(command: Command): Option[] {
  return command.createHelp().visibleOptions(command);
}

function optionOf(command: Command, flag: string): Option | undefined {
  return optionsOf(command).find(({ short, long }) => flag === short || flag === long);
}

function named(names: readonly (string | undefined)[], description: string): Candidate[] {
  return names.filter(name => name !== undefined).map(value => ({ value, description }));
}

/** Of a list `a,b` every choice that is not in it yet, behind what is. */
function choicesOf(subject: Option | Argument | undefined, word: string): Candidate[] {
  const isList = subject !== undefined && 'flags' in subject && subject.flags.endsWith('<list>');
  const begun = isList ? word.slice(0, word.lastIndexOf(',') + 1) : '';
  const taken = begun.split(',');
  return named(
    (subject?.argChoices ?? []).filter(choice => !taken.includes(choice)).map(choice => begun + choice),
    '',
  );
}
