import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '@lamella/core';
import { expandSweep } from '../sweep/expand-sweep.ts';
import { parseOverride } from './overrides.ts';
import { parseSpec } from './parse-spec.ts';
import { locateMistakes, readSpec } from './read-spec.ts';
import { aboutSetting, settingPaths } from './setting-error.ts';
import { readSpecFiles } from './spec-files.ts';

const base = `name: base
description: what others are laid over
model: ./model
data: { kind: folder, path: ./glue }
tasks: [cola]
training: { epochs: 3, learningRate: 1e-4 }
methods: { all: { selection: all }, cka: { selection: cka } }
sweep: { layers: [2], seed: [1, 2] }
`;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-extends-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

describe('extends', () => {
  test('a chain of files; paths are relative to the file that they stand in', async () => {
    write('shared/base.yaml', base);
    write(
      'middle.yaml',
      'extends: shared/base.yaml\nname: middle\ntraining: { epochs: 5 }\ndata: { path: ./own }\n',
    );
    const own = write('specs/own.yaml', 'extends: ../middle.yaml\nname: own\nsweep: { rank: [4, 8] }\n');
    const spec = await readSpec(own);
    expect(spec).toMatchObject({
      name: 'own',
      model: join(folder, 'shared', 'model'),
      data: { kind: 'folder', path: join(folder, 'own') },
      training: { epochs: 5, learningRate: 1e-4 },
      sweep: { layers: [2], seed: [1, 2], rank: [4, 8] },
    });
    expect(spec).not.toHaveProperty('extends');
    expect(spec).not.toHaveProperty('description');
    expect((await readSpecFiles(own)).map(({ file }) => file)).toEqual([
      own,
      join(folder, 'middle.yaml'),
      join(folder, 'shared', 'base.yaml'),
    ]);
  });

  test('is the same spec as one that is written whole: its trials are the same', async () => {
    write('base.yaml', base);
    const own = write('own.yaml', 'extends: base.yaml\nname: base\ntraining: { epochs: 5 }\n');
    const whole = write('whole.yaml', base.replace('epochs: 3', 'epochs: 5'));
    expect(expandSweep(await readSpec(own), 4)).toEqual(expandSweep(await readSpec(whole), 4));
  });

  test('the command line has the last word', async () => {
    write('base.yaml', base);
    const own = write('own.yaml', 'extends: base.yaml\nname: own\ntraining: { epochs: 5 }\n');
    const overrides = [parseOverride('training.epochs=7')];
    expect((await readSpec(own, overrides)).training).toEqual({ epochs: 7, learningRate: 1e-4 });
    await expect(readSpec(own, [parseOverride('extends=other.yaml')])).rejects.toThrow(
      '--set extends=other.yaml: Expected extends in the file of a spec, got it on the command line.',
    );
  });

  test('a mistake is told at the file, line and column that it stands in', async () => {
    const of = write(
      'base.yaml',
      base.replace('epochs: 3', 'epochs: zero').replace('layers: [2]', 'layer: [2]'),
    );
    const own = write('own.yaml', 'extends: base.yaml\nname: own\ntraining: { learningRate: fast }\n');
    await expect(readSpec(own)).rejects.toMatchObject({ exitCode: 2 });
    await expect(readSpec(own)).rejects.toThrow(
      `3 problems:\n${own}:3:27: Expected training.learningRate to be a number above 0, got "fast" (text).\n${of}:6:21: `,
    );
    await expect(readSpec(own)).rejects.toThrow(
      `${of}:8:10: Unknown key of sweep "layer". Did you mean "layers"?`,
    );
  });

  test('a name is not taken over, and a file with a mistake of YAML is named', async () => {
    write('base.yaml', base);
    const own = write('own.yaml', 'extends: base.yaml\n');
    await expect(readSpec(own)).rejects.toThrow(/own\.yaml:1:1: Missing name: expected a name of lower-case/);
    write('base.yaml', `${base}\ttraining: 1\n`);
    await expect(readSpec(own)).rejects.toThrow(/base\.yaml:9:1: Expected spaces as indentation, got a tab/);
  });

  test('circles and files that are not there', async () => {
    const a = write('a.yaml', 'name: a\nextends: b.yaml\n');
    const b = write('b.yaml', 'extends: ./a.yaml\n');
    await expect(readSpec(a)).rejects.toMatchObject({
      exitCode: 2,
      message: `${b}:1:10: Expected extends to lead to a file that does not extend this one, got a circle: ${a} -> ${b} -> ${a}.`,
    });
    write('b.yaml', 'extends: none.yaml\n');
    await expect(readSpec(a)).rejects.toThrow(
      `${b}:1:10: Expected a spec in ${join(folder, 'none.yaml')}: no such file.`,
    );
    write('b.yaml', 'extends: [c.yaml]\n');
    await expect(readSpec(a)).rejects.toThrow(/Missing model/);
    const list = write('list.yaml', `${base}extends: [b.yaml]\n`);
    await expect(readSpec(list)).rejects.toThrow(
      /list\.yaml:9:10: Expected extends to be the file of another spec, got a list of 1\./,
    );
  });

  test('a text that extends a file has to be read from one', () => {
    expect(() => parseSpec(`${base}extends: other.yaml\n`, 'x.yaml')).toThrow(
      'x.yaml:9:1: Expected a spec that extends no other, got one: read it from its file.',
    );
  });
});

describe('mistakes that show beside a model', () => {
  const overridden = [parseOverride('methods.cka.selection=[0, 12]')];
  test.each([
    [
      'N',
      'sweep: { layers: [2, 40] }\n',
      [],
      /own\.yaml:3:22: Method cka on cola doesn't fit a model of 12 layers/,
    ],
    [
      'N of an extra sweep',
      'extraSweeps: [{}, { layers: [13] }]\n',
      [],
      /own\.yaml:3:30: Method cka on cola doesn't fit/,
    ],
    [
      'a mask',
      "methods: { cka: { selection: '0101' } }\n",
      [],
      /own\.yaml:3:30: Method cka on cola .* it has 4 digits\.$/,
    ],
    [
      'layers of the command line',
      '',
      overridden,
      /^--set methods\.cka\.selection=\[0, 12\]: Method cka .* got 12 in/,
    ],
    ['what the file extends', 'sweep: { seed: [3] }\n', [], undefined],
  ])('%s', async (_name, text, overrides, message) => {
    write('base.yaml', base);
    const file = write('own.yaml', `extends: base.yaml\nname: own\n${text}`);
    const spec = await readSpec(file, overrides);

    const expanding = locateMistakes(file, overrides, async () => expandSweep(spec, 12));
    if (message === undefined) expect(await expanding).toHaveLength(2);
    else
      await expect(expanding).rejects.toMatchObject({ message: expect.stringMatching(message), exitCode: 2 });
  });

  test('a setting that is not in the files keeps its message', async () => {
    const file = write('base.yaml', base);
    const paths = settingPaths('adapter', 'targets', { method: 'cka', task: 'cola' });
    const fail = (): Promise<never> =>
      aboutSetting(paths, () => {
        throw new UserError('Unknown target module.');
      });
    await expect(locateMistakes(file, [], fail)).rejects.toThrow(/^Unknown target module\.$/);
  });
});

test.each([
  [
    'Latin-1',
    Buffer.from(`${base}# \xe9\n`, 'latin1'),
    /^Expected UTF-8 at .*base\.yaml:9, got the byte 0xE9/,
  ],
  ['UTF-16', Buffer.from(`\uFEFF${base}`, 'utf16le'), /^Expected UTF-8 in .*base\.yaml, got UTF-16/],
  ['a NUL', Buffer.from(`${base}# \0\n`), /^Expected text at .*base\.yaml:9, got a NUL byte/],
])('%s is no spec', async (_name, bytes, message) => {
  const file = write('base.yaml', '');
  writeFileSync(file, bytes);
  await expect(readSpec(file)).rejects.toMatchObject({
    message: expect.stringMatching(message),
    exitCode: 2,
  });
});

test('a pipe is no spec', async () => {
  const pipe = join(folder, 'pipe.yaml');
  execFileSync('mkfifo', [pipe]);
  await expect(readSpec(pipe)).rejects.toThrow(
    `Expected a YAML file, got a pipe, a socket or a device: ${pipe}.`,
  );
});
