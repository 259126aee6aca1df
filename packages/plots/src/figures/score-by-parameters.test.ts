import type { Drawing } from '../drawing.ts';
import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import { scoreByParameters } from './score-by-parameters.ts';

const options = { tasks: glueTasks.slice(1, 3), methods: ['head', 'all', 'cka'], layers: [2, 4], ranks: [8] };
const draw = (seeds: number): Drawing => {
  const drawing = scoreByParameters(inventRows({ ...options, seeds }));
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  return drawing;
};

test('the Pareto front goes on from its last mark to the end of the axis, in every panel', () => {
  const { tables, body } = draw(2);
  const last = (tables['front'] ?? []).filter(({ isLast }) => isLast);
  expect(last.map(({ panel }) => panel)).toEqual(['mean', 'sst2', 'mrpc']);
  for (const { panel, mean } of last) {
    const own = (tables['front'] ?? []).filter((row) => row['panel'] === panel);
    expect(mean).toBe(Math.max(...own.map((row) => Number(row['mean']))));
  }
  expect(JSON.stringify(body(800)).split('"x2":{"value"')).toHaveLength(1 + 3);
});

test('the note speaks of means over seeds where there are several', () => {
  expect(draw(2).notes[0]).toContain('the mean over seeds; bars are');
  expect(draw(1).notes[0]).not.toContain('mean over seeds');
  expect(draw(1).notes[0]).toContain('There is one seed per setting');
});
