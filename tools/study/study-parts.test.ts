import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { STUDY_PARTS, studyRuns } from './study-parts.ts';

test('each part has its spec, and folders take the place of the hub', () => {
  for (const { spec } of STUDY_PARTS)
    expect(existsSync(join(workspaceRoot(), `experiments/specs/study/${spec}.yaml`))).toBe(true);
  expect(studyRuns({ models: '/m', data: '/d', only: 'minilm,smollm2-gsm8k' })).toEqual([
    { spec: 'experiments/specs/study/minilm.yaml', args: ['--model', '/m/minilm', '--data', '/d/glue'] },
    {
      spec: 'experiments/specs/study/smollm2-gsm8k.yaml',
      args: [
        ...['--model', '/m/smollm2', '--set', 'data.train=/d/math/gsm8k/train.jsonl'],
        ...['--set', 'data.dev=/d/math/gsm8k/test.jsonl'],
      ],
    },
  ]);
});

test('without folders the encoders come from the hub, and what is not on it is left out or refused by name', () => {
  const runs = studyRuns({});
  expect(runs.map(({ args }) => args[1])).toEqual([
    ...['BAAI/bge-small-en-v1.5', 'BAAI/bge-small-en-v1.5'],
    ...['sentence-transformers/all-MiniLM-L6-v2', 'sentence-transformers/all-MiniLM-L6-v2'],
  ]);
  expect(runs[0]?.args.slice(2)).toEqual(['--data', 'hub']);
  expect(() => studyRuns({ only: 'smollm2-mbpp' })).toThrow(
    'Expected --data, the folder with code/mbpp.jsonl, for smollm2-mbpp, got none.',
  );
  expect(() => studyRuns({ only: 'bge' })).toThrow(
    'Unknown part of the study "bge". Valid: rates, bge-small,',
  );
});
