import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { commandOf } from '../cli/command-line.ts';

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md')].map(path => ({
  path,
  text: readFileSync(path, 'utf8'),
}));

describe('the documents name', () => {
  it('existing metrics', () => {
    const metrics = new Set(readFileSync('docs/metrics.md', 'utf8').match(/(?<=^\| `)hns_policy_\w+/gm));
    assert.ok(metrics.size > 20);
    for (const { path, text } of documents)
      for (const [name] of text.matchAll(/\bhns_policy_\w+/g))
        assert.ok(metrics.has(name.replace(/_(bucket|sum|count)$/, '')), `${path}: ${name}`);
  });

  it('existing files', () => {
    for (const { path, text } of documents)
      for (const [, file] of text.matchAll(/`((?:src|test|docs|deploy|windows|scripts)\/[\w./*-]+)`/g))
        assert.ok(globSync(file!).length > 0 || globSync(`${file}*`).length > 0, `${path}: ${file}`);
  });

  it('existing log lines', () => {
    const source = globSync('src/{agent,kube}/**/*.ts').map(path => readFileSync(path, 'utf8'));
    for (const { path, text } of documents)
      for (const [, message] of text.matchAll(/^ *(?:INFO|WARN|ERROR) +(.*?)(?: \w+=.*)?$/gm))
        assert.ok(
          source.some(file => file.includes(`'${message}'`) || file.includes(`} ${message!.replace(/^policy /, '')}\``)),
          `${path}: ${message}`,
        );
  });

  it('existing commands and options', async () => {
    let found = 0;
    for (const { path, text } of documents) {
      const code = text.match(/^```[\s\S]*?^```$|^ {4}.*$/gm)?.join('\n') ?? '';
      for (const [, argv] of code.matchAll(
        /(?<!Usage: |")\bhns-policy ((?:agent|demo|connect|plan|status|cleanup|completion)\b[^)|\n]*)/g,
      )) {
        found++;
        await commandOf(argv!).catch(error => assert.fail(`${path}: hns-policy ${argv}: ${error.message}`));
      }
    }
    assert.ok(found > 20, String(found));
  });
});
