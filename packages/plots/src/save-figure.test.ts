import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { saveFigure } from './save-figure.ts';

const figure = {
  name: 'score-by-rank',
  spec: { mark: 'bar', data: { values: [{ a: 1 }] }, encoding: {} },
  svg: '<svg>Δ</svg>',
  labelled: '<svg>Δ</svg>',
  png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
} as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plots-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('writes spec, SVG and PNG into a folder that it makes, and nothing else', async () => {
  const target = join(folder, 'a', 'figures');
  const paths = await saveFigure(
    { ...figure, spec: { ...figure.spec, data: { values: [{ a: 1 }] } } },
    target,
    'rank',
  );
  expect(paths).toEqual(['rank.vl.json', 'rank.svg', 'rank.png'].map((name) => join(target, name)));
  expect((await readdir(target)).sort()).toEqual(['rank.png', 'rank.svg', 'rank.vl.json']);
  expect(JSON.parse(await readFile(join(target, 'rank.vl.json'), 'utf8'))).toEqual(figure.spec);
  expect(await readFile(join(target, 'rank.svg'), 'utf8')).toBe(figure.svg);
  expect(new Uint8Array(await readFile(join(target, 'rank.png')))).toEqual(figure.png);
});

test('replaces files of an earlier run', async () => {
  await writeFile(join(folder, 'rank.svg'), 'old and longer than the new one');
  await saveFigure({ ...figure, spec: { ...figure.spec, data: { values: [] } } }, folder, 'rank');
  expect(await readFile(join(folder, 'rank.svg'), 'utf8')).toBe(figure.svg);
});

test('leaves no half-written file where one cannot be put in place', async () => {
  await mkdir(join(folder, 'rank.svg'));
  const spec = { ...figure.spec, data: { values: [] } };
  await expect(saveFigure({ ...figure, spec }, folder, 'rank')).rejects.toThrow(
    /EISDIR|ENOTEMPTY|EEXIST|EPERM/,
  );
  expect((await readdir(folder)).sort()).toEqual(['rank.svg', 'rank.vl.json']);
});
