import type { Drawing } from '../drawing.ts';
import { methodStyles } from '../methods.ts';
import type { FigureRows, LossRow } from '../rows.ts';
import { glueTasks, inventRows, withGroupsAndLosses } from '../testing/invented-rows.ts';
import { lossByStep } from './loss-by-step.ts';
import { lossCurves } from './loss-curves.ts';
import { methodFamilies } from './method-families.ts';

const rows = withGroupsAndLosses(
  inventRows({ tasks: glueTasks.slice(0, 1), layers: [2, 4], ranks: [8], seeds: 2 }),
);
const draw = (of: FigureRows): Drawing => {
  const drawing = lossByStep(of);
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  return drawing;
};
/** Titles of panels and labels of lines, in the order in which they are drawn. */
const textsOf = (drawing: Drawing): string[] =>
  [...JSON.stringify(drawing.body(800)).matchAll(/"text":(?:"([^"]*)"|\["([^"]*)")/g)].map(
    ([, text = '', line = '']) => text || line,
  );

test('a panel for each kind of methods, with the names of its lines, at the N and rank of other figures', () => {
  const drawing = draw(rows);
  expect(drawing.subtitle).toContain('N = 4 · rank 8');
  expect(textsOf(drawing)).toEqual([
    ...['References', 'Full fine-tuning', 'Head only', 'LoRA, all layers'],
    ...['Layers by importance', 'LoRA, CKA (1 − CKA)', 'LoRA, FIM'],
    'Other layers',
    ...['LoRA, random layers', 'LoRA, first layers', 'LoRA, last layers', 'LoRA, alternating layers'],
  ]);
  const all = JSON.stringify(drawing.body(800)).split('"#d0d5da"').length - 1;
  expect(all).toBe(9 * 3 - 9);
});

test('a few methods share one panel, and stand under the name of the data', () => {
  const few = rows.losses.filter(({ method }) => method === 'cka' || method === 'all');
  const scores = rows.scores.filter(({ method }) => method === 'cka' || method === 'all');
  expect(textsOf(draw({ ...rows, scores, losses: few }))).toEqual([
    'CoLA',
    'LoRA, all layers',
    'LoRA, CKA (1 − CKA)',
  ]);
});

test('controls are a panel of at most five lines each, in equal parts', () => {
  const names = ['all', 'cka', ...Array.from({ length: 7 }, (_, i) => `own-${i}`)];
  const { scores } = inventRows({ tasks: glueTasks.slice(0, 1), methods: names, layers: [4], ranks: [8] });
  const families = methodFamilies(methodStyles({ scores }));
  expect(families.map(({ title, methods }) => [title, methods.length])).toEqual([
    ['References', 1],
    ['Layers by importance', 1],
    ['Further methods (1 of 2)', 4],
    ['Further methods (2 of 2)', 3],
  ]);
});

test('a curve is the mean over seeds, smoothed over a tenth of the steps, and its start stays as steep', () => {
  const [first] = rows.losses;
  if (first === undefined) throw new Error('Expected losses');
  const noisy = [0, 1].flatMap((seed) =>
    Array.from({ length: 60 }, (_, i): LossRow => {
      const noise = i % 2 === seed ? 0.5 : -0.5;
      return { ...first, seed, step: i + 1, loss: (i === 0 ? 9 : 2) + noise + (i % 2) / 10 };
    }),
  );
  const [curve] = lossCurves(noisy, methodStyles(rows));
  expect(curve?.points).toHaveLength(60);
  expect(curve?.points[0]).toEqual({ step: 1, loss: 9 });
  // Seven points about each, of which every second is 0.1 higher.
  expect(curve?.points[30]?.loss).toBeCloseTo(2 + (4 * 0.1) / 7, 5);
  expect(curve?.points[59]?.loss).toBeCloseTo(2 + (2 * 0.1) / 4, 5);
});

test('curves of a method that differ in N are named by it', () => {
  const { losses, scores } = rows;
  const curves = lossCurves(
    losses.filter(({ method }) => method === 'cka'),
    methodStyles({ scores }),
  );
  expect(curves.map(({ label }) => label)).toEqual(['LoRA, CKA (1 − CKA), N 2', 'LoRA, CKA (1 − CKA), N 4']);
});

test('losses that none of the compared trainings has are a reason, not an empty figure', () => {
  const losses = rows.losses.map((row) => ({ ...row, rank: 16 }));
  expect(lossByStep({ ...rows, losses })).toEqual({
    skipped: 'it needs losses of trainings at the N and rank at which methods are compared',
  });
});

test('the note speaks of seeds where there are several', () => {
  const ofOne = <Row extends { readonly seed: number }>(all: readonly Row[]): Row[] =>
    all.filter(({ seed }) => seed === 0);
  expect(draw(rows).notes[0]).toContain('Lines are means over seeds, and over the steps');
  const single = draw({ ...rows, scores: ofOne(rows.scores), losses: ofOne(rows.losses) });
  expect(single.notes[0]).toContain('Lines are means over the steps');
});
