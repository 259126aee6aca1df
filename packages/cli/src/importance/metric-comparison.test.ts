import type { ImportanceMethod } from '@lamella/metrics/selection';
import { formatComparison } from './format-comparison.ts';
import type { ImportanceReport } from './importance-report.ts';
import { compareMetrics } from './metric-comparison.ts';

/** A report whose layers rank by falling values, but for those of constant input. */
function report(
  method: ImportanceMethod,
  values: readonly number[],
  more: Partial<ImportanceReport> & { readonly constant?: number } = {},
): ImportanceReport {
  const { constant, ...rest } = more;
  const order = [...values.keys()]
    .filter((layer) => layer !== constant)
    .sort((a, b) => (values[b] ?? NaN) - (values[a] ?? NaN));
  const rankOf = (layer: number): number | null => (layer === constant ? null : order.indexOf(layer) + 1);
  const layers = values.map((importance, layer) => ({
    ...{ layer, importance, rank: rankOf(layer), hasConstantInput: layer === constant },
  }));
  const common = { model: 'm', data: 'CoLA', samples: 64, seconds: 2, certaintySeconds: 0, notes: ['Few.'] };
  return { ...common, method, layers, ...rest };
}

const selected = (layers: readonly number[], mask: string): Pick<ImportanceReport, 'selection'> => ({
  selection: { layers, mask, margin: 0.1, overlap: 0.9, undecided: [1], configurations: {} },
});
const cka = report('cka', [1, 0.2, 0.4, 0.3], { constant: 0, ...selected([2, 3], '0011') });
const fim = report('fim', [9, 2, 4, 1], {
  ...selected([0, 2], '1010'),
  ...{ seconds: 5, heads: [0, 1, 2] },
});

test('two metrics agree by tau over the layers that both rank, and by the layers that both select', () => {
  const { agreement, passes, notes } = compareMetrics([cka, fim]);
  // Of the pairs of layers 1, 2 and 3, one is in the same order and two are not: (2 above 1) and (3 above 1), (2 above 3).
  const [pair] = agreement;
  expect(pair).toMatchObject({
    metrics: ['cka', 'fim'],
    layers: [1, 2, 3],
    overlap: { shared: 1, jaccard: 1 / 3 },
  });
  expect(pair?.tau).toBeCloseTo(1 / 3, 12);
  // Two of four layers: both, one or none in common, with probabilities 1, 4 and 1 of 6.
  expect(pair?.chance?.shared).toBeCloseTo(1, 12);
  expect(pair?.chance?.jaccard).toBeCloseTo((1 + 4 / 3) / 6, 12);
  expect(passes).toEqual([
    { kind: 'forward', count: 1, seconds: 2 },
    { kind: 'backward', count: 3, seconds: 5 },
  ]);
  expect(notes).toEqual(['Few.']);
});

test('a metric that is the same for all layers has no tau; without --select nothing is selected', () => {
  const { agreement } = compareMetrics([report('norm-growth', [1, 1, 1]), report('fim', [1, 2, 3])]);
  expect(agreement).toEqual([{ metrics: ['norm-growth', 'fim'], layers: [0, 1, 2], tau: null }]);
});

test('the tables', () => {
  expect(formatComparison(compareMetrics([cka, fim])).split('\n')).toEqual([
    'Importance of the layers of m for CoLA, by 2 metrics (64 samples; 1 forward pass 2.0 s, 3 backward passes 5.0 s)',
    '',
    'layer  1 - CKA  rank  Fisher  rank',
    '0       1.0000   -    9.0000   1*',
    '1       0.2000   3 ?  2.0000   3 ?',
    '2       0.4000   1*   4.0000   2*',
    '3       0.3000   2*   1.0000   4',
    '',
    '* selected; ? undecided: more than one in twenty other samples would decide otherwise',
    '',
    'metric  selected  mask  overlap  undecided  heads',
    'cka          2 3  0011     0.90          1      -',
    'fim          0 2  1010     0.90          1      -',
    '',
    'overlap: mean Jaccard index with the selections of other samples; heads: with those by single heads',
    '',
    "Agreement: Kendall's tau-b below the diagonal, layers that both select of 2 above it (by chance 1.00; a Jaccard index of 0.39)",
    '',
    '      cka  fim',
    'cka     -    1',
    'fim  0.33    -',
    '',
    'Few.',
  ]);
});
