import type { Drawing } from '../drawing.ts';
import type { FigureRows } from '../rows.ts';
import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import { ckaByLayer } from './cka-by-layer.ts';

/** Layer 0 has importance 1 in all tasks, the others less than 0.3. */
const rows = inventRows({ tasks: glueTasks.slice(0, 3) });

const drawn = (of: FigureRows): Drawing => {
  const drawing = ckaByLayer(of);
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  return drawing;
};
const layersOf = ({ tables }: Drawing): unknown[] => [...new Set(tables['cka']?.map(({ layer }) => layer))];

test('a layer of constant input is left out with its reason, and the axis fits the others', () => {
  const drawing = drawn(rows);
  expect(layersOf(drawing)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(drawing.subtitle).toContain('(8 layers)');
  expect(drawing.notes).toContainEqual(expect.stringMatching(/^Left out: layer 0, /));
  const values = drawing.tables['cka']?.map(({ cka }) => Number(cka)) ?? [];
  const axis = JSON.stringify(drawing.body(600)).match(/"domain":\[([\d.]+),([\d.]+)\],"nice"/);
  const [low, high] = [Number(axis?.[1]), Number(axis?.[2])];
  expect(low).toBeGreaterThan(Math.min(...values) - 0.05);
  expect(low).toBeLessThanOrEqual(Math.min(...values));
  expect(high).toBeGreaterThanOrEqual(Math.max(...values));
});

test('a first layer whose samples are known to differ stays, however near to 1 its importance is', () => {
  const known = rows.importance.map((row) => ({ ...row, hasConstantInput: false }));
  const drawing = drawn({ ...rows, importance: known });
  expect(layersOf(drawing)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(drawing.notes.join(' ')).not.toContain('Left out');
});

test('variants of another rule do not hide CKA', () => {
  const fim = rows.importance.filter(({ method }) => method === 'fim');
  const variants = ['a', 'b'].flatMap((variant) =>
    fim.map((row) => ({ ...row, variant, variantTitle: variant, isSelected: false })),
  );
  expect(ckaByLayer({ ...rows, variants })).toEqual({ ...drawn(rows), body: expect.any(Function) });
});
