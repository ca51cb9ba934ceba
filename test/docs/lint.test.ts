import { replayed } from './replay.ts';

replayed('docs/lint.md', { files: ['policies.yaml'], commands: 1 });
