import { drawFigure, type Figure } from '../draw-figure.ts';
import type { DifferenceRow, FigureRows } from '../rows.ts';
import { inventDifferences } from '../testing/invented-differences.ts';
import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import { differenceScale } from './difference-panel.ts';

/** A comparison of accuracy over three seeds, in shares of one. */
const row = (arm: string, changed: Partial<DifferenceRow> = {}): DifferenceRow => ({
  ...{ model: 'mini/roberta', task: 'sst2', taskTitle: 'SST-2', metric: 'accuracy' },
  arm: { label: arm, method: arm, layers: 4, rank: 8 },
  reference: { label: 'All', method: 'all', layers: 8, rank: 8 },
  ...{ difference: 0.02, lower: 0.01, upper: 0.03, adjustedP: 0.02, verdict: 'better', seeds: 3, tests: 4 },
  ...changed,
});
const nothing = { lower: NaN, upper: NaN, adjustedP: NaN } as const;
const rows: readonly DifferenceRow[] = [
  row('undecided one', { difference: -0.001, lower: -0.02, upper: 0.018, verdict: 'undecided' }),
  row('better one'),
  row('worse one', { difference: -0.02, lower: -0.03, upper: -0.01, verdict: 'worse' }),
  row('equal one', { difference: 0.001, lower: -0.002, upper: 0.004, verdict: 'equivalent' }),
  row('lonely one', { ...nothing, difference: 0.01, verdict: 'undecided', untold: 'one seed', seeds: 1 }),
];

async function draw(differences: readonly DifferenceRow[], others?: Partial<FigureRows>): Promise<Figure> {
  const figure = await drawFigure('differences', { scores: [], importance: [], ...others, differences });
  if ('skipped' in figure) throw new Error(figure.skipped);
  return figure;
}
const tableOf = ({ spec }: Figure): readonly Record<string, unknown>[] =>
  (spec.datasets as unknown as Record<string, Record<string, unknown>[]>)['differences'] ?? [];
const textsOf = ({ svg }: Figure): string[] =>
  [...svg.matchAll(/<(?:text|tspan) [^>]*>([^<]+)</g)].map(([, text = '']) => text);

test('each comparison with its numbers in points, its interval and its verdict in a word and a shape', async () => {
  const figure = await draw(rows.map((one) => ({ ...one, margin: 0.01 })));
  expect(tableOf(figure)[1]).toMatchObject({
    ...{ task: 'sst2', reference: 'All', arm: 'better one', seeds: 3 },
    ...{ difference: 2, lower: 1, upper: 3, adjustedP: 0.02, verdict: 'better' },
  });
  expect(tableOf(figure)[4]).not.toHaveProperty('lower');
  const texts = textsOf(figure);
  const words = ['undecided (3)', 'better (3)', 'worse (3)', 'equivalent (3)'];
  for (const word of [...words, 'one seed', 'no verdict', 'Against All']) expect(texts).toContain(word);
  expect(texts.join(' ')).toMatch(
    /family of 4 tests.*In brackets: the number of seeds\..*Grey band: differences below 1, the margin/,
  );
  expect(texts.join(' ')).toContain('Crosses: no verdict (one seed).');
  const shapes = [...figure.svg.matchAll(/aria-roledescription="point"[^>]*d="([^"]*)"/g)];
  expect(new Set(shapes.map(([, shape]) => shape)).size).toBe(5);
});

test('the best arm stands at the top, of losses the one whose loss is least', async () => {
  const order = (figure: Figure): string[] =>
    textsOf(figure).filter((text) => text.endsWith(' one') && text !== 'lonely one');
  const best = ['better one', 'equal one', 'undecided one', 'worse one'];
  expect(order(await draw(rows))).toEqual(best);
  const losses = rows.map((one) => ({ ...one, metric: 'mae' }));
  expect(order(await draw(losses))).toEqual(best.toReversed());
});

test('the mean over tasks has a panel of its own, whose order all panels have, and is judged apart', async () => {
  const average = { task: 'average', taskTitle: 'Mean over tasks', isAverage: true, tests: 2 } as const;
  const figure = await draw([
    row('worse one', { ...average, difference: 0.03, verdict: 'undecided' }),
    row('better one', { ...average, difference: 0.01, verdict: 'undecided' }),
    ...rows.slice(1, 3),
  ]);
  const texts = textsOf(figure);
  expect(texts.indexOf('Mean over tasks')).toBeLessThan(texts.indexOf('SST-2'));
  expect(texts.filter((text) => text.endsWith('r one') || text === 'worse one')).toEqual([
    'worse one',
    'better one',
  ]);
  expect(texts.join(' ')).toContain('mini/roberta · SST-2 · 3 seeds in common');
  expect(texts.join(' ')).toMatch(/family of 4 tests.*a family of its own, of 2 tests\./);
});

test('primary comparisons are called so, and all others exploratory', async () => {
  const [one, ...others] = rows.map((each) => ({ ...each, isPrimary: false }));
  const figure = await draw([
    { ...row('better one'), isPrimary: true, tests: 2 },
    ...(one ? [one] : []),
    ...others.slice(1),
  ]);
  const texts = textsOf(figure);
  expect(texts).toContain('primary: better (3)');
  expect(texts).toContain('undecided (3)');
  expect(texts.join(' ')).toMatch(
    /Primary: named in the spec before it ran, verdicts at 5 % for these 2 alone.*are exploratory: .*family of 4 tests/,
  );
  expect(textsOf(await draw(rows)).join(' ')).not.toMatch(/exploratory|[Pp]rimary/);
});

test('the means over tasks alone are a figure, where there are several tasks', async () => {
  const average = { task: 'average', taskTitle: 'Mean over tasks', isAverage: true, tests: 2 } as const;
  const all = [row('better one', average), ...rows, row('better one', { task: 'rte', taskTitle: 'RTE' })];
  const figure = await drawFigure('mean-differences', { scores: [], importance: [], differences: all });
  if ('skipped' in figure) throw new Error(figure.skipped);
  expect(tableOf(figure)).toHaveLength(1);
  const text = textsOf(figure).join(' ');
  expect(text).toContain('mini/roberta · 2 tasks · 3 seeds in common');
  expect(text).toContain('Verdicts at 5 % for the family of 2 tests (Holm)');
  expect(text).not.toContain('a family of its own');
  expect(await drawFigure('mean-differences', { scores: [], importance: [], differences: rows })).toEqual({
    name: 'mean-differences',
    skipped: 'it needs methods that are compared on several tasks',
  });
});

test('what lies beyond the axis has an arrow, a difference its number', async () => {
  const wide = Array.from({ length: 9 }, (_, i) =>
    row(`arm ${i}`, { lower: -9, upper: 9, verdict: 'undecided' }),
  );
  const far = row('far', { difference: -0.5, lower: -0.6, upper: -0.4, verdict: 'worse' });
  expect(differenceScale([...wide, far]).end).toBeCloseTo(4 * 2 * 1.08);
  const figure = await draw([...wide, far]);
  expect(textsOf(figure)).toContain('← −50.0');
  expect(tableOf(figure)[0]).toMatchObject({ lower: -900, barFrom: -8.64, barTo: 8.64 });
  // Two ends of nine intervals, and the left ones of the arm that is far away.
  expect(figure.svg.split('aria-roledescription="point"')).toHaveLength(1 + 9 + 18 + 1);
});

test('an arm that is far from all others stands at the end of the axis with its number', async () => {
  const untuned = row('Untuned', { difference: -0.6, lower: -0.62, upper: -0.58, verdict: 'worse' });
  expect(differenceScale([...rows, untuned]).end).toBeCloseTo(1.08 * 3);
  expect(textsOf(await draw([...rows, untuned]))).toContain('← −60.0');
});

test('without any comparison that can be told it is not drawn, and says why', async () => {
  const [one] = rows.slice(-1);
  const result = await drawFigure('differences', {
    scores: [],
    importance: [],
    differences: one ? [one] : [],
  });
  expect(result).toMatchObject({
    skipped: 'it needs a comparison that can be told, of 1 there is none (one seed)',
  });
});

test('of very many comparisons those at the main N and rank are drawn, and the note says so', async () => {
  const tasks = glueTasks.slice(0, 2);
  const many = inventRows({ tasks, layers: [2, 4, 6], ranks: [4, 8, 16] });
  const differences = inventDifferences(many.scores);
  const figure = await draw(differences, many);
  const arms = new Set(tableOf(figure).map(({ arm }) => arm));
  expect(arms).toContain('first, N 4, rank 8');
  expect([...arms].some((arm) => /first, N (2|6)|rank (4|16)$/.test(String(arm)))).toBe(false);
  expect(textsOf(figure).join(' ')).toContain(
    `42 of ${differences.length} comparisons, those at N = 4 and rank 8; \`lamella compare\` has all of them.`,
  );
});

test('what has no N and no rank is said to be at none, and the note stands only where some are left out', async () => {
  const { scores } = inventRows({ tasks: glueTasks.slice(0, 1), methods: ['full', 'head'] });
  const side = (method: string): DifferenceRow['arm'] => ({ label: method, method, layers: 0, rank: 0 });
  const many = Array.from({ length: 90 }, (_, i) => row(`arm ${i}`, { reference: side('head') }));
  const all = await draw(many, { scores });
  expect(textsOf(all).join(' ')).not.toMatch(/lamella compare|undefined/);
  const known = row('full', { arm: { ...side('full'), layers: 8 }, reference: side('head') });
  const some = textsOf(await draw([...many, known], { scores })).join(' ');
  expect(some).toContain('1 of 91 comparisons; `lamella compare` has all of them.');
});
