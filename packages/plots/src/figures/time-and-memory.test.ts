import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import { timeAndMemory } from './time-and-memory.ts';

const rows = inventRows({ tasks: glueTasks.slice(0, 1), methods: ['all', 'cka'], layers: [4], ranks: [8] });

test('times of a machine that was busy, or of which nobody knows, are withheld by name', () => {
  const scores = rows.scores.map(({ quiet: _, ...row }, i) => (i === 0 ? { ...row, quiet: false } : row));
  expect(timeAndMemory({ ...rows, scores })).toEqual({
    skipped:
      'it needs trainings on a machine that was quiet meanwhile: for 1 of 6 it had other work, for 5 of 6 that is not known',
  });
});

test('a training that is scored on two benchmarks is counted once, and nothing is said of none', () => {
  const scores = rows.scores.flatMap(({ quiet: _, ...row }) =>
    ['gsm8k', 'math'].map((task) => ({ ...row, task, trainedOn: 'metamath' })),
  );
  expect(timeAndMemory({ ...rows, scores })).toEqual({
    skipped: 'it needs trainings on a machine that was quiet meanwhile: for 6 of 6 that is not known',
  });
});

test('of some the quiet ones are drawn, and counted', () => {
  const scores = rows.scores.map((row) =>
    row.seed === 0 ? { ...row, quiet: false, secondsPerStep: 9 } : row,
  );
  const drawing = timeAndMemory({ ...rows, scores });
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  expect(drawing.tables['time']?.map(({ trials }) => trials)).toEqual([2, 2]);
  expect(drawing.notes).toContain('Of 6 trainings the 4 on a machine that was known to be quiet.');
});

test('peaks that may hold memory of earlier trainings are left out, and that is said of all', () => {
  const scores = rows.scores.map((row) => ({ ...row, peakMemoryMiB: null }));
  const drawing = timeAndMemory({ ...rows, scores });
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  expect(drawing.title).toBe('Time per training step against LoRA on all layers');
  expect(Object.keys(drawing.tables)).toEqual(['time']);
  expect(drawing.notes.join('\n')).toMatch(/^Peak memory is not shown: /m);
});
