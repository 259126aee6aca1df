import { glueTasks, inventRows, withGroupsAndLosses } from '../testing/invented-rows.ts';
import { scoreByGroup } from './score-by-group.ts';

const rows = withGroupsAndLosses(
  inventRows({ tasks: glueTasks.slice(0, 1), methods: ['all', 'cka'], layers: [2, 4], ranks: [8], seeds: 2 }),
);

test('every method has a line of its own in the panel of each kind, with the spread over seeds', () => {
  const drawing = scoreByGroup(rows);
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  const { means = [] } = drawing.tables;
  expect(means.map(({ group, method }) => [group, method])).toEqual(
    ['LoRA, all layers', 'LoRA, CKA (1 − CKA)'].flatMap((method) =>
      ['Level 1 (40)', 'Level 2 (41)', 'Level 3 (42)'].map((group) => [group, method]),
    ),
  );
  const scores = rows.groups
    .filter(({ method, group }) => method === 'all' && group === 'Level 1')
    .map(({ score }) => 100 * score);
  const [a = NaN, b = NaN] = scores;
  expect(scores).toHaveLength(2);
  const [{ mean, low, high, seeds } = {}] = means;
  expect(mean).toBeCloseTo((a + b) / 2, 3);
  expect(Number(high) - Number(low)).toBeCloseTo(2 * (Math.abs(a - b) / Math.SQRT2), 3);
  expect(seeds).toBe(2);
  expect(drawing.notes[0]).toContain('bars ± one standard deviation');
  const { vconcat } = drawing.body(800) as { vconcat: { concat: unknown[] }[] };
  expect(vconcat.map(({ concat }) => concat.length)).toEqual([3]);
});
