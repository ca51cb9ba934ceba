/** Completes a partial command line from commander's definition of the commands, options and choices. */
import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/**
 * @param words The words after the program's name. The last one is to be completed and may be empty.
 * @returns All candidates for the last word. The shell filters them by prefix. Empty: any text is possible, for instance a file name.
 */
export function candidates(root: Command, words: readonly string[]): Candidate[] {
  // Bash splits `--output=json` into three words. Windows PowerShell sends two quotes for an empty word.
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

/** State after the words before the last one. */
interface Position {
  readonly command: Command;
  /** The option whose value may follow. With `isDue` it must follow. */
  readonly option?: Option | undefined;
  readonly isDue: boolean;
  readonly operands: number;
  /** After `--`, words are operands even if they start with a dash. */
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

/** For a list such as `a,b`, appends each choice that the list does not have yet. */
function choicesOf(subject: Option | Argument | undefined, word: string): Candidate[] {
  const isList = subject !== undefined && 'flags' in subject && subject.flags.endsWith('<list>');
  const begun = isList ? word.slice(0, word.lastIndexOf(',') + 1) : '';
  const taken = begun.split(',');
  return named(
    (subject?.argChoices ?? []).filter(choice => !taken.includes(choice)).map(choice => begun + choice),
    '',
  );
}
