import { replayed } from './replay.ts';

replayed('docs/connect.md', { files: ['cluster.yaml'], commands: 2 });
