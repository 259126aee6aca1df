import type { Figure } from '@lamella/plots';
import { figureKeeper } from './reported-run.ts';

const figure: Figure = {
  ...{ name: 'score-by-rank', svg: '', labelled: '<svg/>', png: new Uint8Array() },
  spec: { data: { values: [] }, mark: 'bar' },
};

test('figures are kept as they are drawn, and of very many the rest is named', () => {
  const { figures, keep } = figureKeeper();
  keep({ place: 'none', figure: { name: 'score-by-rank', skipped: 'there is one rank' } });
  for (let i = 0; i < 26; i++) keep({ place: `set-${i}`, figure });
  expect(figures.skipped).toEqual([{ place: 'none', why: 'there is one rank' }]);
  expect(figures.drawn).toHaveLength(24);
  expect(figures.drawn[0]).toEqual({ place: 'set-0', spec: figure.spec, labelled: '<svg/>' });
  expect(figures.leftOut).toEqual(['set-24', 'set-25']);
});
