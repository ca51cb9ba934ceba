import { Option } from 'commander';
import { ON_UNSUPPORTED } from '../../core/reject.ts';

export function onUnsupported(): Option {
  const option = new Option(
    '--on-unsupported <way>',
    'what to reject when a policy uses an unsupported feature: the port or peer entry, or the whole policy',
  );
  return option.choices(ON_UNSUPPORTED).default('reject-item');
}
