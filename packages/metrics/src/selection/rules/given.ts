import { fromOneHot } from '../one-hot.ts';
import { invalid, layersOf, required } from '../request.ts';
import type { GivenRule } from '../selection-rule.ts';

// Pointed shapes reach beyond the square, so that they look as large as a circle of the same size.
const star = 'M0,-1.25L.3,-.4L1.19,-.39L.48,.15L.73,1.01L0,.5L-.73,1.01L-.48,.15L-1.19,-.39L-.3,-.4Z';

/** All layers: plain LoRA. */
export const allRule: GivenRule<'all'> = {
  name: 'all',
  title: 'all layers',
  look: { colour: '#000000', shape: star },
  choosesN: false,
  layers: layersOf,
};

/** The layers of a list. */
export const listRule: GivenRule<'list'> = {
  name: 'list',
  title: 'chosen layers',
  choosesN: false,
  layers: (request) => checkList(required(request, 'layers'), request.numLayers),
};

/** The layers of a one-hot string. */
export const oneHotRule: GivenRule<'one-hot'> = {
  name: 'one-hot',
  title: 'chosen layers',
  choosesN: false,
  layers: (request) => fromOneHot(required(request, 'oneHot'), request.numLayers),
};

function checkList(layers: readonly number[], numLayers: number): number[] {
  const stranger = layers.find((layer) => !Number.isInteger(layer) || layer < 0 || layer >= numLayers);
  if (stranger !== undefined) {
    throw invalid(`Expected layers from 0 to ${numLayers - 1}, got ${stranger} in [${layers.join(', ')}].`);
  }
  const duplicate = layers.find((layer, i) => layers.indexOf(layer) !== i);
  if (duplicate !== undefined) {
    throw invalid(`Expected every layer once, got ${duplicate} more than once in [${layers.join(', ')}].`);
  }
  if (layers.length === 0) throw invalid('Expected at least one layer, got an empty list.');
  return [...layers];
}
