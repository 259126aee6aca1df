import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelSource } from './model-source.ts';

const toPath = (path: string): string => `path ${path}`;

test('names stay names, folders become paths', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-model-'));
  try {
    expect(modelSource({ model: folder })(toPath)).toBe(`path ${folder}`);
    expect(modelSource({ model: './missing' })(toPath)).toBe('path ./missing');
    expect(modelSource({ model: 'mini/roberta' })(toPath)).toBe('mini/roberta');
    expect(modelSource({ model: 'me/model' })(toPath)).toBe('me/model');
    expect(modelSource({ model: 'me/model', revision: 'v1' })(toPath)).toEqual({
      id: 'me/model',
      revision: 'v1',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(['mini/roberta', './folder'])('%s has no revisions', (model) => {
  expect(() => modelSource({ model, revision: 'v1' })).toThrow(
    `Expected --revision with a model of the hub alone, got one with ${model}.`,
  );
});
