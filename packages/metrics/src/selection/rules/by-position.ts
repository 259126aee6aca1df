import { Random } from '@lamella/core';
import { layersOf, required } from '../request.ts';
import type { CountedRule } from '../selection-rule.ts';

/** N layers, each set equally likely. */
export const randomRule: CountedRule<'random'> = {
  name: 'random',
  title: 'random layers',
  look: { colour: '#cc79a7', shape: 'diamond' },
  choosesN: true,
  settings: ['seed'],
  order: (request) => Random.fork(required(request, 'seed'), 'layers').shuffle(layersOf(request)),
};

/** N layers from the input's end. */
export const firstRule: CountedRule<'first'> = {
  name: 'first',
  title: 'first layers',
  look: { colour: '#009e73', shape: 'triangle-up' },
  choosesN: true,
  settings: [],
  order: layersOf,
};

/** N layers from the output's end. */
export const lastRule: CountedRule<'last'> = {
  name: 'last',
  title: 'last layers',
  look: { colour: '#e69f00', shape: 'triangle-down' },
  choosesN: true,
  settings: [],
  order: (request) => layersOf(request).toReversed(),
};

/**
 * Every second layer counted from the last (L − 1, L − 3, …), then, while fewer than N, the ones between
 * (L − 2, L − 4, …).
 */
export const alternatingRule: CountedRule<'alternating'> = {
  name: 'alternating',
  title: 'alternating layers',
  look: { colour: '#56b4e9', shape: 'cross' },
  choosesN: true,
  settings: [],
  order: (request) => {
    const backwards = layersOf(request).toReversed();
    return [...backwards.filter((_, i) => i % 2 === 0), ...backwards.filter((_, i) => i % 2 === 1)];
  },
};
