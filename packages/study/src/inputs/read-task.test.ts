import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTask } from './read-task.ts';

test('a table is read with its classes, and what is to be said of its rows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-read-'));
  const train = join(folder, 'own.csv');
  writeFileSync(train, `text,label\n${'a,1\nb,2\nc,3\n'.repeat(10)}`);
  const data = { kind: 'table', train, text: 'text', label: 'label', title: 'Letters' } as const;
  expect(await readTask({ task: 'text-classification', data, rows: {} })).toEqual({
    hash: expect.any(String),
    parts: expect.objectContaining({
      'rows of train': '27',
      classes: '1, 2, 3',
      metrics: 'accuracy, f1_macro',
    }),
    numTrain: 27,
    numScored: 3,
    numClasses: 3,
    description:
      'Letters: 27 training rows, 3 dev rows (10 % of each class of the training file, seed 0); 3 classes: 1, 2, 3',
  });
  expect(await readTask({ task: 'text-regression', data, rows: { train: 5 } })).toMatchObject({
    numTrain: 5,
    description: 'Letters: 5 training rows, 3 dev rows (10 % of the training file, seed 0)',
  });
  rmSync(folder, { recursive: true });
});

test('a task of GLUE needs no words', async () => {
  const { numTrain, ...rest } = await readTask({
    ...({ task: 'cola', data: { kind: 'mini-glue' } } as const),
    rows: { train: 10 },
  });
  expect([numTrain, Object.keys(rest)]).toEqual([10, ['hash', 'parts', 'numScored']]);
});
