import { formatFigures } from './format-figures.ts';

const figures = {
  ...{ folder: 'runs/x/figures', drawn: ['methods-by-task'], files: [] },
  skipped: [
    { name: 'score-by-rank', why: 'it needs at least two ranks of LoRA, there is 8' },
    { name: 'loss-by-step', why: 'it needs the losses of steps, there are none' },
  ],
};

test('reasons for those that were asked for, else one line', () => {
  expect(formatFigures(figures)).toBe(
    'Figures (SVG, PNG, Vega-Lite) in runs/x/figures: methods-by-task\n' +
      '  not drawn: score-by-rank, it needs at least two ranks of LoRA, there is 8\n' +
      '  not drawn: loss-by-step, it needs the losses of steps, there are none',
  );
  expect(formatFigures(figures, true).split('\n')).toEqual([
    'Figures (SVG, PNG, Vega-Lite) in runs/x/figures: methods-by-task',
    '  not drawn: score-by-rank, loss-by-step (lamella figures says what they need)',
  ]);
  const { skipped } = figures;
  const ofSettings = {
    ...figures,
    drawn: ['a/loss-by-step'],
    skipped: ['a', 'b'].flatMap((folder) =>
      skipped.map((one) => ({ ...one, name: `${folder}/${one.name}` })),
    ),
  };
  expect(formatFigures(ofSettings, true)).toMatch(/not drawn: score-by-rank \(/);
  expect(formatFigures({ ...figures, skipped: [] }, true)).not.toMatch(/not drawn/);
});
