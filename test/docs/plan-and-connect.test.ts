import { replayed } from './replay.ts';

replayed('docs/plan-and-connect.md', { files: ['chart.yaml', 'broken.yaml'], commands: 6 });
