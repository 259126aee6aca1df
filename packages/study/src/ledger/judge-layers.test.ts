import { CLAIMS, expandSweep, type LayersClaim } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { TrialCell } from '../tables/collect-cells.ts';
import { doneResult } from '../testing/example-results.ts';
import { judgeLayers } from './judge-layers.ts';

const claim = CLAIMS.find(({ id }) => id === 'layers-roberta-base-rte') as LayersClaim;

function cellsOf(oneHots: readonly string[], layers = 6): TrialCell[] {
  const spec = exampleSpec(`extraSweeps: [{ methods: [cka], layers: [${layers}], seed: [1, 2] }]\n`);
  return expandSweep({ ...spec, tasks: ['rte'] }, 12)
    .filter((trial) => trial.method === 'cka' && trial.id.includes(`-n${layers}-`))
    .flatMap((trial, index): TrialCell[] => {
      const oneHot = oneHots[index];
      if (oneHot === undefined) return [];
      const result = doneResult(trial);
      const selection = { ...result.selection, oneHot };
      return [{ trial, layers, state: 'done', result: { ...result, selection } }];
    });
}

test('the same list with every seed reproduces it', () => {
  expect(judgeLayers(claim, cellsOf(['011100100011', '011100100011']))).toEqual({
    ...{ state: 'reproduced', ours: '011100100011' },
    why: 'Jaccard index 1.00; 2 of 2 lists are the same.',
  });
});

test('the list that is least alike is shown', () => {
  expect(judgeLayers(claim, cellsOf(['011100100011', '111100100001']))).toEqual({
    ...{ state: 'not reproduced', ours: '111100100001' },
    why: 'Jaccard index 0.71; 1 of 2 lists are the same.',
  });
});

test('another number of layers, or no result, is none', () => {
  expect(judgeLayers(claim, cellsOf(['011000000000'], 2)).state).toBe('not run');
  expect(judgeLayers(claim, []).state).toBe('not run');
});
