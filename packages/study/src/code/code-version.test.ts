import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import ts from 'typescript';
import { codeVersion } from './code-version.ts';

const names = Object.keys(codeVersion().parts);

test('the code that computes is what trials run, not what shows their results', () => {
  expect(codeVersion().version).toMatch(/^[0-9a-f]{16}$/);
  expect(names).toEqual(
    expect.arrayContaining([
      ...['study/trial/run-trial', 'training/adamw', 'metrics/numbers', 'engine/index'],
      ...['engine/binding/gelu_kernel.h', 'runners/sandbox/python/check_side.py', 'tokenizers', 'tensorflow'],
    ]),
  );
  const others =
    /^(cli|plots|profiling|conformance|pretraining)\/|^study\/(tables|figures|watch|run)\/|\.test$/;
  expect(names.filter((name) => others.test(name))).toEqual([]);
});

// What is loaded but not asked for by name is left out, which is right as long as nothing happens when it is loaded.
test('no module does anything when it is loaded, but those that count', () => {
  const packages = join(workspaceRoot(), 'packages');
  const doing = ['core', 'engine', 'files', 'metrics', 'models', 'datasets', 'tasks', 'adapters', 'training']
    .flatMap((name) =>
      readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.includes('testing'))
        .map((file) => ({
          name: `${name}/${file.replace(/\.ts$/, '')}`,
          path: join(packages, name, 'src', file),
        })),
    )
    .filter(({ path }) =>
      ts
        .createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
        .statements.some((statement) => ts.isExpressionStatement(statement)),
    );
  const isProgram = (name: string): boolean => name === 'engine/set-up/main';
  expect(doing.map(({ name }) => name).filter((name) => !names.includes(name) && !isProgram(name))).toEqual(
    [],
  );
});
