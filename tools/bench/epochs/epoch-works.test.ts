import { summarisePairs, toMarkdown } from '../summarise-pairs.ts';
import { epochFigures, epochWorks } from './epoch-works.ts';

test('each task is trained with both models in both precisions, and bfloat16 may take 0.08 more', () => {
  const works = epochWorks();
  expect(works).toHaveLength(5 * 2 * 2);
  expect(new Set(works.map(({ padded }) => padded.name)).size).toBe(20);
  const [float32, bfloat16] = works;
  expect([float32?.precision, bfloat16?.precision]).toEqual(['float32', 'bfloat16']);
  const limit = (work: typeof float32) => work?.padded.limits['seconds per epoch']?.atMost;
  expect((limit(bfloat16) ?? NaN) - (limit(float32) ?? NaN)).toBeCloseTo(0.08, 12);
});

test('figures have the names that limits are asked of', () => {
  const [work] = epochWorks();
  if (work === undefined) throw new Error('Expected works');
  const rounds = [{ lamella: epochFigures(3, 400), pytorch: epochFigures(12, 1000) }];
  const rows = summarisePairs([
    { pair: work.padded, rounds },
    { pair: work.grouped, rounds },
  ]);
  expect(rows.map(({ figure, ratio, isMet }) => [figure, ratio, isMet])).toEqual([
    ['seconds per epoch', 0.25, true],
    ['peak MiB', 0.4, true],
    ['seconds per epoch', 0.25, true],
  ]);
  expect(toMarkdown(rows)).toContain('| 3 | 12 | 0.25 | ≤ 0.3 | 0.22 | yes |');
});
