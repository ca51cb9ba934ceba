import { replayed } from './replay.ts';

replayed('docs/connect.md', 'cluster.yaml');
