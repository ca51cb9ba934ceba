import { InvalidArgumentError, Option } from 'commander';
import { TRANSLATION_NAMES, type Translation } from '../../hns/windows.ts';

export function translate(): Option {
  const option = new Option('--translate <list>', 'unsupported features to translate instead of rejecting them');
  option.argChoices = TRANSLATION_NAMES;
  return option.argParser(parsed);
}

function parsed(text: string): Translation[] {
  return text.split(',').map(item => {
    const name = TRANSLATION_NAMES.find(known => known === item.trim());
    if (name === undefined) throw new InvalidArgumentError(`Must be a list of ${TRANSLATION_NAMES.join(', ')}.`);
    return name;
  });
}
