import { workspaceRoot } from '@lamella/core';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = workspaceRoot();

/** The output of dependency-cruiser with `--output-type json`, as far as it is read here. */
interface Cruise {
  readonly summary: { readonly violations: readonly { from: string; to: string; rule: { name: string } }[] };
}

/** Files of a small workspace; every import but the first two is forbidden. */
const FILES = {
  'packages/core/src/index.ts': 'export const core = 1;',
  'packages/engine/src/index.ts': `import '@tensorflow/tfjs-node-gpu'; export const engine = 1;`,
  'packages/models/src/index.ts': `import '../../core/src/index.ts'; import '../../engine/src/index.ts';`,
  'packages/models/src/inner.ts': '',
  'packages/metrics/src/to-models.ts': `import '../../models/src/index.ts';`,
  'packages/metrics/src/to-engine.ts': `import '../../engine/src/index.ts';`,
  'packages/adapters/src/past-index.ts': `import '../../models/src/inner.ts';`,
  'packages/models/src/to-tfjs.ts': `import '@tensorflow/tfjs-node-gpu';`,
  'packages/models/src/to-execa.ts': `import 'execa';`,
  'packages/models/src/families/to-engine.ts': `import '../engine-inside.ts';`,
  'packages/models/src/engine-inside.ts': `import '../../engine/src/index.ts';`,
  'packages/spec/src/to-models.ts': `import '../../models/src/index.ts';`,
  'packages/core/src/heavy.ts': `import '../../engine/src/index.ts';`,
  'packages/plots/src/one.ts': `import './two.ts';`,
  'packages/plots/src/two.ts': `import './one.ts';`,
  'packages/plots/src/nowhere.ts': `import './missing.ts';`,
  'packages/plots/src/undeclared.ts': `import 'prettier';`,
  'packages/plots/package.json': '{ "name": "plots" }',
  'packages/models/package.json':
    '{ "name": "models", "dependencies": { "@tensorflow/tfjs-node-gpu": "*", "execa": "*" } }',
  'packages/engine/package.json':
    '{ "name": "engine", "dependencies": { "@tensorflow/tfjs-node-gpu": "*" } }',
};

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
}

test('each forbidden import is refused, and no other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  copyFileSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const args = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', 'packages'];
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/depcruise'), args, {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  const { violations } = (JSON.parse(stdout) as Cruise).summary;
  const found = violations.map(({ from, rule }) => `${from.replace(/^packages\//, '')}: ${rule.name}`);
  expect(found.sort()).toEqual([
    'adapters/src/past-index.ts: enter-by-index',
    'core/src/heavy.ts: edges-of-core',
    'metrics/src/to-engine.ts: edges-of-metrics',
    'metrics/src/to-engine.ts: engine-only-where-needed',
    'metrics/src/to-models.ts: edges-of-metrics',
    'metrics/src/to-models.ts: engine-only-where-needed',
    'models/src/families/to-engine.ts: families-without-engine',
    'models/src/to-execa.ts: execa-stays-in-its-place',
    'models/src/to-tfjs.ts: @tensorflow-stays-in-its-place',
    'plots/src/nowhere.ts: found',
    'plots/src/one.ts: no-cycles',
    'plots/src/undeclared.ts: declared',
    'spec/src/to-models.ts: engine-only-where-needed',
  ]);
});

test('every package.json lists exactly the packages that its package may import', () => {
  const edges = readJson<Record<string, string[]>>('tools/package-edges.json');
  for (const [name, allowed] of Object.entries(edges)) {
    const manifest = readJson<{ dependencies?: Record<string, string> }>(`packages/${name}/package.json`);
    const listed = Object.keys(manifest.dependencies ?? {}).filter((dependency) =>
      dependency.startsWith('@lamella/'),
    );
    expect([name, ...listed.sort()]).toEqual([name, ...allowed.map((other) => `@lamella/${other}`).sort()]);
  }
});
