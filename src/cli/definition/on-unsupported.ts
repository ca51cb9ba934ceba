import { Option } from 'commander';

export function onUnsupported(): Option {
  const option = new Option(
    '--on-unsupported <way>',
    'what a feature that Windows lacks takes out of force: the port or peer that uses it, or the whole policy',
  );
  return option.choices(['reject-item', 'reject-policy']).default('reject-item');
}
