import { replayed } from './replay.ts';

replayed('docs/lint.md', 'policies.yaml');
