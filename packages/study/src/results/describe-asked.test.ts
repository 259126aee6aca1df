import { describeAsked, describeTyped, withoutTypedPaths } from './describe-asked.ts';

test('overrides are shown as they were typed, but for the folders of the machine', () => {
  expect(
    describeTyped({
      set: ['training.epochs=1', 'sweep.seed=[1, 2]'],
      ...{ model: '/home/me/models/minilm', data: 'hub', train: '/data/train.jsonl' },
      benchmark: ['gsm8k=/data/test.jsonl'],
    }),
  ).toEqual([
    '--set training.epochs=1',
    "--set 'sweep.seed=[1, 2]'",
    '--model minilm',
    '--data hub',
    '--train train.jsonl',
    '--benchmark gsm8k=test.jsonl',
  ]);
});

test('a spec as it is written needs no words; a run of a part of it does', () => {
  expect(describeAsked({})).toEqual([]);
  expect(describeAsked({ parts: [{ methods: ['cka'] }, {}] })).toEqual([]);
  expect(
    describeAsked({
      as: 'short',
      typed: { set: ['training.epochs=1'] },
      parts: [{ tasks: ['cola'], seeds: [1, 2] }, { methods: ['cka'] }],
    }),
  ).toEqual([
    'Run: short.',
    'With `--set training.epochs=1`.',
    'A part of the spec: `--tasks cola --seeds 1,2`, `--methods cka`.',
  ]);
});

test('no option holds a folder of the machine, not even those of --set', () => {
  const typed = {
    set: ['model=/home/me/models/x', 'training.epochs=1'],
    benchmark: ['gsm8k=/data/gsm8k.jsonl'],
  };
  expect(withoutTypedPaths(typed)).toEqual({
    set: ['model=x', 'training.epochs=1'],
    benchmark: ['gsm8k=gsm8k.jsonl'],
  });
});
