import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import Ajv from 'ajv';

import { drawFigure, figureNames, type Figure, type FigureName } from './draw-figure.ts';
import { methodColour } from './methods.ts';
import { svgWidth } from './render.ts';
import type { FigureRows } from './rows.ts';
import { inventDifferences } from './testing/invented-differences.ts';
import { glueTasks, inventRows, withGroupsAndLosses } from './testing/invented-rows.ts';
import { countDark, readPng } from './testing/read-png.ts';
import { sizes } from './theme.ts';

const tasks = glueTasks.slice(0, 5);
const sweep = { layers: [2, 4], ranks: [4, 8], seeds: 2 };
const everything = inventRows({ tasks, ...sweep });
const oneTask = inventRows({ tasks: tasks.slice(0, 1), ...sweep });

/** Rows of decoders: PiSSA's twins, kinds of problems, losses. */
const decoder = withGroupsAndLosses(
  inventRows({
    ...{ tasks: glueTasks.slice(0, 2), layers: [4], ranks: [8], seeds: 2 },
    methods: ['all', 'cka', 'all-pissa', 'cka-pissa'],
  }),
);

/** Rows of two models, one of which was trained with two learning rates. */
const settings: FigureRows = {
  ...oneTask,
  scores: [
    ...oneTask.scores,
    ...['1e-4', '4e-4'].flatMap((rate) =>
      oneTask.scores.map((row) => ({ ...row, model: 'org/other', settings: `learningRate ${rate}` })),
    ),
  ],
};

/** Two metrics of one task that agree on two of their layers. */
const agreeing: FigureRows = {
  scores: [],
  importance: oneTask.importance.map((row) => ({ ...row, isSelected: row.layer > 5 })),
  agreement: [{ a: 'cka', b: 'fim', tau: -0.25, shared: 2 }],
};

/** Ten draws of two layers beside the arms of a sweep. */
const drawsAndArms: FigureRows = {
  ...everything,
  draws: Array.from({ length: 10 }, (_, index) =>
    everything.scores
      .filter(
        ({ method, layers, rank, seed }) => method === 'random' && layers === 4 && rank === 8 && seed === 0,
      )
      .map((row) => ({
        ...row,
        ...{ method: 'random-draws', methodTitle: 'random layers, draws', seed: index + 1 },
        score: row.score + (index - 5) / 200,
      })),
  ).flat(),
};

const compared: FigureRows = {
  ...everything,
  differences: inventDifferences(everything.scores, { margin: 1 }).flatMap((row, _, rows) => {
    const average = { task: 'average', taskTitle: 'Mean over tasks', isAverage: true } as const;
    return row.task === rows[0]?.task ? [{ ...row, ...average }, row] : [row];
  }),
};

/** Importance that CKA and the first layers were measured by, as if these were two ways of measuring it. */
const variants: FigureRows = {
  ...everything,
  variants: (['cka', 'first'] as const).flatMap((variant) =>
    everything.importance
      .filter(({ method }) => method === 'cka')
      .map((row) => ({
        ...row,
        ...{
          variant,
          variantTitle: everything.scores.find((one) => one.method === variant)?.methodTitle ?? '',
        },
        isSelected: variant === 'cka' ? row.layer > 3 : row.layer < 4,
        ...(row.layer === 2 && { isUndecided: true as const }),
        ...(row.layer === 0 && variant === 'cka' && { isLeftOut: true as const }),
      })),
  ),
};

function rowsFor(name: FigureName): FigureRows {
  if (name === 'importance-by-variant') return variants;
  if (name.endsWith('differences')) return compared;
  if (name === 'score-by-draw') return drawsAndArms;
  if (name === 'score-by-setting') return settings;
  if (['score-by-group', 'lora-and-pissa', 'loss-by-step'].includes(name)) return decoder;
  if (name === 'metric-agreement') return agreeing;
  return name === 'importance-one' ? oneTask : everything;
}

async function draw(name: FigureName, rows: FigureRows): Promise<Figure> {
  const figure = await drawFigure(name, rows, { caption: 'These results are invented.' });
  if ('skipped' in figure) throw new Error(`${name} was skipped: ${figure.skipped}`);
  return figure;
}

/** How many elements of an SVG Vega says to be marks of a kind. */
function count({ svg }: Figure, mark: string): number {
  return svg.split(`aria-roledescription="${mark}"`).length - 1;
}

/** Milliseconds for drawing several figures on a machine with other work. */
const patience = 60_000;

const drawn = new Map<FigureName, Figure>();
beforeAll(async () => {
  for (const name of figureNames) drawn.set(name, await draw(name, rowsFor(name)));
}, patience);
function figure(name: FigureName): Figure {
  return drawn.get(name) as Figure;
}

describe('every figure', () => {
  const require = createRequire(import.meta.url);
  const schema: unknown = JSON.parse(
    readFileSync(require.resolve('vega-lite/vega-lite-schema.json'), 'utf8'),
  );
  const isSpec = new Ajv({ unknownFormats: 'ignore', logger: false }).compile(schema as object);

  test('the schema refuses what is not Vega-Lite', () => {
    expect(isSpec({ data: { values: [] }, mark: 'no such mark' })).toBe(false);
  });

  test.each(figureNames)(
    '%s has a spec that holds to the schema of Vega-Lite and has its data inside',
    (name) => {
      const { spec } = figure(name);
      expect(isSpec(JSON.parse(JSON.stringify(spec)))).toBe(true);
      expect(JSON.stringify(spec)).not.toContain('"url"');
    },
  );

  test.each(figureNames)('%s has title, model, layers counted, note and caption as text', (name) => {
    const { svg } = figure(name);
    expect(svg).toContain('role-title-text');
    expect(svg).toContain('mini/roberta (8 layers)');
    expect(svg).toContain('These results are invented.');
    expect(svg).toContain('font-family="DejaVu Sans, Verdana, sans-serif"');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test.each(figureNames)('%s is as wide as a page and nothing is cut off at its edges', (name) => {
    const pixels = readPng(figure(name).png);
    const { width, height } = pixels;
    expect(width).toBeGreaterThan(sizes.scale * (sizes.width - 9));
    expect(width).toBeLessThanOrEqual(sizes.scale * sizes.width);
    const edge = 10;
    const all = countDark(pixels, { left: 0, top: 0, right: width, bottom: height, level: 250 });
    const inner = { left: edge, top: edge, right: width - edge, bottom: height - edge, level: 250 };
    expect(countDark(pixels, inner)).toBe(all);
  });

  test.each(figureNames)('%s has dark text in its PNG', (name) => {
    const title = { left: 20, top: 20, right: 1200, bottom: 70, level: 90 };
    expect(countDark(readPng(figure(name).png), title)).toBeGreaterThan(1000);
  });
});

describe('what figures show', () => {
  test('draws: a dot for each, a box for each task, beside the arms of the same N and rank', async () => {
    const drawn = figure('score-by-draw');
    const { datasets } = drawn.spec as { datasets: Record<string, { median?: number; draws?: number }[]> };
    expect(datasets['draws']).toHaveLength(10 * 5);
    expect(datasets['boxes']).toHaveLength(5);
    expect(datasets['boxes']?.[0]).toMatchObject({ method: 'random layers, draws', draws: 10 });
    const scores = datasets['draws'] as { task?: string; score?: number }[];
    const ofCola = scores.filter(({ task }) => task === 'cola').map(({ score = NaN }) => score);
    const [fifth = NaN, sixth = NaN] = ofCola.toSorted((a, b) => a - b).slice(4, 6);
    expect(datasets['boxes']?.[0]?.median).toBeCloseTo((fifth + sixth) / 2, 3);
    expect(drawn.svg).toContain('N = 4');
    expect(await drawFigure('score-by-draw', everything)).toMatchObject({
      skipped: expect.stringMatching(/draws/),
    });
  });

  test('draws of several N: those of half of the model’s layers', async () => {
    const draws = [2, 4, 6].flatMap(
      (layers) => drawsAndArms.draws?.map((row) => ({ ...row, layers, selected: '' })) ?? [],
    );
    expect((await draw('score-by-draw', { ...drawsAndArms, draws })).svg).toContain('N = 4');
    const fewer = draws.filter(({ layers }) => layers !== 4);
    expect((await draw('score-by-draw', { ...drawsAndArms, draws: fewer })).svg).toMatch(/N = [26]/);
  });

  test('an arm whose rank is raised is compared at the rank of the sweep', async () => {
    const raised = everything.scores
      .filter(({ method, layers, rank }) => method === 'cka' && layers === 4 && rank === 8)
      .map((row) => ({
        ...row,
        method: 'cka-equal',
        methodTitle: 'CKA, equal parameters',
        rank: 16,
        comparedRank: 8,
      }));
    const { svg } = await draw('methods-by-task', {
      ...everything,
      scores: [...everything.scores, ...raised],
    });
    expect(svg).toContain('CKA, equal parameters');
  });

  test('importance: a bar per task, layer and method, the first of each task cut off', () => {
    expect(count(figure('importance-by-layer'), 'bar')).toBe(5 * 8 * 2);
    expect(figure('importance-by-layer').svg.split('>↑ 1.00<')).toHaveLength(5 + 1);
    expect(count(figure('importance-one'), 'bar')).toBe(8 * 2);
    expect(figure('importance-one').svg).toContain('>→ 1.000<');
  });

  test('CKA: a line for each task, none where it was measured in several ways', async () => {
    expect(count(figure('cka-by-layer'), 'line mark')).toBe(5);
    const { datasets } = figure('cka-by-layer').spec as { datasets: Record<string, { cka?: number }[]> };
    // Layer 0 is left out, whose input is the same for every sample.
    const measured = everything.importance.filter(({ method, layer }) => method === 'cka' && layer > 0);
    expect(datasets['cka']).toHaveLength(measured.length);
    expect(datasets['cka']?.[3]?.cka).toBeCloseTo(1 - (measured[3]?.importance ?? NaN), 5);
    const importance = variants.importance.filter(({ method }) => method === 'cka');
    for (const name of ['cka-by-layer', 'importance-by-layer', 'importance-one'] as const)
      expect(await drawFigure(name, { ...variants, importance })).toMatchObject({
        skipped: expect.stringMatching(/was measured in several ways/),
      });
    expect(await drawFigure('cka-by-layer', oneTask)).toMatchObject({
      skipped: expect.stringMatching(/tasks/),
    });
  });

  test('importance of a rule that was measured in one way is drawn beside variants of another', async () => {
    expect(count(await draw('importance-by-layer', variants), 'bar')).toBe(5 * 8);
  });

  test('variants: a shade for each ranked layer, a frame for each selected one, an overlap for all but the first', async () => {
    const { datasets } = figure('importance-by-variant').spec as {
      datasets: Record<
        string,
        { relative?: number; isSelected?: boolean; overlap?: number; text?: string }[]
      >;
    };
    const { layers = [], agreement = [] } = datasets;
    expect(layers).toHaveLength(5 * 2 * 8);
    expect(layers.filter(({ relative }) => relative === undefined)).toHaveLength(5);
    expect(layers.filter(({ isSelected }) => isSelected)).toHaveLength(5 * 2 * 4);
    // The last four layers and the first four: none in common, with the same values.
    expect(agreement.slice(0, 2)).toMatchObject([{ text: 'the base' }, { overlap: 0, text: '0.00, τ 1.00' }]);
    expect(datasets['means']).toHaveLength(5 * 2);
    expect(figure('importance-by-variant').svg).toContain('overlap with the first');
    expect(await drawFigure('importance-by-variant', everything)).toMatchObject({
      skipped: 'it needs importance that was measured in several ways, it was in one',
    });
  });

  test('variants of two rules are drawn in one figure, each in its own colour', async () => {
    const fisher = variants.variants?.map((row) => ({ ...row, method: 'fim' as const })) ?? [];
    const { svg } = await draw('importance-by-variant', {
      ...variants,
      variants: [...(variants.variants ?? []), ...fisher],
    });
    for (const method of ['cka', 'fim']) expect(svg).toContain(methodColour(method));
    expect(svg).toContain('CoLA, Fisher information');
  });

  test('importance by many metrics: panels stay upright, in rows', async () => {
    const ofCka = oneTask.importance.filter((row) => row.method === 'cka');
    const methods = ['cka', 'fim', 'rbf-cka', 'effective-rank', 'norm-growth', 'gradient-norm'] as const;
    const importance = methods.flatMap((method) => ofCka.map((row) => ({ ...row, method })));
    const { spec, svg } = await draw('importance-by-layer', { scores: [], importance });
    const [{ concat = [] } = {}] =
      (spec as { vconcat?: readonly { concat?: readonly unknown[] }[] }).vconcat ?? [];
    expect(concat).toHaveLength(methods.length);
    const widths = [...JSON.stringify(concat).matchAll(/"width":(-?\d+)/g)].map(([, width]) => Number(width));
    expect(Math.min(...widths)).toBeGreaterThan(100);
    expect(svgWidth(svg)).toBeLessThanOrEqual(sizes.width);
  });

  test('agreement of metrics: tau in two cells, the layers that both select, and a profile of each', () => {
    expect(count(figure('metric-agreement'), 'rect mark')).toBe(2);
    expect(figure('metric-agreement').svg).toContain('>-0.25<');
    expect(count(figure('metric-agreement'), 'bar')).toBe(8 * 2);
    expect(figure('metric-agreement').svg).toContain('the layers that both select of 2.');
  });

  test('agreement needs pairs of metrics of one task', async () => {
    expect(await drawFigure('metric-agreement', oneTask)).toMatchObject({
      skipped: 'it needs several metrics of one task, there are 1 with 0 pairs',
    });
  });

  test('importance with intervals and undecided layers: a line per layer that has one, a question mark per such layer', async () => {
    const withIntervals = ({ scores, importance }: FigureRows): FigureRows => ({
      scores: scores.map((row) => (row.method === 'cka' ? { ...row, undecided: [2, 3] } : row)),
      importance: importance.map((row) =>
        row.method === 'cka' && row.layer > 0
          ? { ...row, lower: 0.9 * row.importance, upper: 1.1 * row.importance }
          : row,
      ),
    });
    const one = await draw('importance-one', withIntervals(oneTask));
    expect(count(one, 'rule mark')).toBe(7);
    expect(one.svg.split(/>\d\.\d+ \?</)).toHaveLength(2 + 1);
    const byLayer = await draw('importance-by-layer', withIntervals(everything));
    expect(count(byLayer, 'rule mark')).toBe(5 * 7);
    expect(byLayer.svg.split('>?<')).toHaveLength(5 * 2 + 1);
    const selected = await draw('selected-layers', withIntervals(everything));
    expect(selected.svg.split('>?<')).toHaveLength(5 * 2 + 1);
    expect(figure('selected-layers').svg).not.toContain('>?<');
  });

  test('score by layers: a mean per method, N and task, a dot per seed, a line per method, a rule per near reference', () => {
    const shown = figure('score-by-layers');
    expect(count(shown, 'point')).toBe(6 * 2 * 5);
    expect(count(shown, 'circle')).toBe(6 * 2 * 5 * 2);
    expect(count(shown, 'line mark')).toBe(6 * 5);
    expect(count(shown, 'rule mark')).toBe(2 * 5 + 6 * 2 * 5);
    expect(shown.svg).toContain('>layers with LoRA (N)<');
    expect(shown.svg.split('>↓ Head only ')).toHaveLength(5 + 1);
  });

  test('score by rank: LoRA on all layers is a line as well', () => {
    expect(count(figure('score-by-rank'), 'point')).toBe(7 * 2 * 5);
    expect(count(figure('score-by-rank'), 'line mark')).toBe(7 * 5);
  });

  test('score by parameters: a mark per method, N and rank; full and head-only tuning named', () => {
    expect(count(figure('score-by-parameters'), 'point')).toBe(6 * 2 * 2 + 2);
    expect(figure('score-by-parameters').svg).toContain('>↓ Head only ');
    expect(figure('score-by-parameters').svg).toContain('Full fine-tuning: 4.4M parameters →');
  });

  test('methods by task: every method once a task, head-only tuning at the edge, at half of the layers and rank 8', () => {
    const shown = figure('methods-by-task');
    expect(count(shown, 'point')).toBe(8 * 5);
    expect(shown.svg.split('>← ')).toHaveLength(5 + 1);
    expect(shown.svg).toContain('N = 4 · rank 8 · 2 seeds');
    for (const title of ['Full fine-tuning', 'LoRA, CKA (1 − CKA)', 'Head only'])
      expect(shown.svg).toContain(`>${title}<`);
    for (const [, title] of tasks) expect(shown.svg).toContain(`>${title}<`);
  });

  test('selected layers: a cell for every layer, filled where a seed selected it', () => {
    const rows = everything.scores.filter((row) => row.layers === 4 && row.rank === 8);
    const filled = new Set(
      rows.flatMap((row) =>
        Array.from(row.selected, (mark, layer) => (mark === '1' ? `${row.method} ${row.task} ${layer}` : '')),
      ),
    );
    filled.delete('');
    expect(count(figure('selected-layers'), 'rect mark')).toBe(6 * 5 * 8 + filled.size);
  });

  test('time and memory: a bar per method and N, all layers at 100 %', () => {
    expect(count(figure('time-and-memory'), 'bar')).toBe(2 * (3 + 6 * 2));
    expect(figure('time-and-memory').svg.split('>100 %<')).toHaveLength(2 + 1);
  });

  test('a method has one colour in all figures', () => {
    const names = figureNames.filter((name) => !/^importance|differences$/.test(name));
    for (const name of names) expect(figure(name).svg).toMatch(/(fill|stroke)="#0072b2"/i);
  });
});

describe('drawFigure', () => {
  test(
    'gives the same bytes for the same rows',
    async () => {
      const again = await draw('methods-by-task', inventRows({ tasks, ...sweep }));
      expect(again.svg).toBe(figure('methods-by-task').svg);
      expect(again.png).toEqual(figure('methods-by-task').png);
      expect(again.spec).toEqual(figure('methods-by-task').spec);
    },
    patience,
  );

  test('takes words of the caller', async () => {
    const options = { title: 'My title', subtitle: 'My subtitle', caption: 'My caption' };
    const { svg } = (await drawFigure('importance-one', oneTask, options)) as Figure;
    for (const words of Object.values(options)) expect(svg).toContain(`>${words}<`);
    expect(svg).not.toContain('mini/roberta');
  });

  test('skips with a reason what the rows do not hold', async () => {
    const nothing = { scores: [], importance: [] };
    for (const name of figureNames) {
      expect(await drawFigure(name, nothing)).toEqual({ name, skipped: expect.stringMatching(/^it needs /) });
    }
    const fixed = inventRows({ tasks: tasks.slice(0, 2), layers: [4], ranks: [8] });
    expect(await drawFigure('score-by-layers', fixed)).toEqual({
      name: 'score-by-layers',
      skipped: 'it needs at least two values of N, there is only N = 4',
    });
    expect(await drawFigure('score-by-rank', fixed)).toMatchObject({
      skipped: 'it needs at least two ranks of LoRA, there is 8',
    });
    expect(await drawFigure('importance-one', fixed)).toMatchObject({
      skipped: 'it needs the importance of one task, there are 2',
    });
  });

  test('suggests the name that was meant', async () => {
    await expect(drawFigure('score-by-layer' as FigureName, everything)).rejects.toThrow(
      'Unknown figure "score-by-layer". Did you mean "score-by-layers"?',
    );
  });

  test('does not mix models', async () => {
    const { scores, importance } = oneTask;
    const mixed = [...scores, ...scores.map((row) => ({ ...row, model: 'other' }))];
    await expect(drawFigure('score-by-rank', { scores: mixed, importance })).rejects.toThrow(
      "Expected a figure's rows to be of one model, got 2: mini/roberta, other.",
    );
  });
});

describe('rows at the extremes', () => {
  const one = { ...sweep, tasks: tasks.slice(0, 1) };
  const small = inventRows({ ...one, seeds: 1, methods: ['all', 'cka'] });
  const two = inventRows({ ...sweep, tasks: tasks.slice(0, 2), seeds: 1 });
  const far = inventRows({ ...one, methods: ['full', 'all', 'cka', 'head'] });
  const long = 'Recognising whether a question is a duplicate of another question asked before';
  const isMissing = ({ task, method }: { task: string; method: string }): boolean =>
    (task === 'cola' && (method === 'cka' || method === 'all')) || (task === 'sst2' && method === 'fim');
  test.each<[string, FigureRows]>([
    ['one task, one seed, two methods', small],
    ['32 layers', inventRows({ ...one, numLayers: 32, layers: [8, 16], ranks: [8, 128] })],
    ['a long name', inventRows({ ...one, tasks: [['t', long, 'accuracy', 0.7]], methods: ['all', 'fim'] })],
    [
      'equal scores',
      { ...small, scores: small.scores.map((row) => ({ ...row, score: 0, secondsPerStep: 1 })) },
    ],
    [
      'missing cells',
      {
        scores: two.scores.filter((row, index) => index % 4 > 0 && !isMissing(row)),
        importance: two.importance.filter((row) => !isMissing(row)),
      },
    ],
    [
      'references far away from the methods that select layers',
      {
        ...far,
        scores: far.scores.map((row) => ({
          ...row,
          score: { full: 1, all: -0.9, head: -1 }[row.method] ?? 0.7,
        })),
      },
    ],
    ['no reference', inventRows({ ...one, methods: ['cka', 'my-rule'] })],
    [
      'undefined scores and unmeasured times',
      {
        ...two,
        scores: two.scores.map((row) => ({
          ...row,
          secondsPerStep: NaN,
          score: isMissing(row) ? NaN : row.score,
        })),
      },
    ],
  ])(
    '%s: drawn without a warning, or skipped with a reason',
    async (_, rows) => {
      for (const name of figureNames) {
        const result = await drawFigure(name, rows);
        if ('skipped' in result) expect(result.skipped).toMatch(/^it needs /);
        else expect(result.svg).not.toMatch(/NaN|undefined|Infinity/);
      }
    },
    patience,
  );
});
