// The rules by which layers are selected, without the rest of the package: they load at once.
export {
  type CheapestSet,
  cheapestSet,
  type PricedSet,
  type SetCosts,
  type TrainingCost,
  trainingCosts,
} from './cheapest-set.ts';
export { layerOverlap } from './layer-overlap.ts';
export { fromOneHot, toOneHot } from './one-hot.ts';
export { rankLayers, type DropFirst, type RankOptions } from './rank-layers.ts';
export { resolveCount } from './resolve-count.ts';
export { orderLayers, selectLayers, type SelectedLayers, type SelectionRequest } from './select-layers.ts';
export {
  importanceOrders,
  type BackwardImportance,
  type ForwardImportance,
  type Importance,
  type ImportanceOrder,
  type Look,
  type RuleRequest,
} from './selection-rule.ts';
export {
  countedMethods,
  findRule,
  forwardImportance,
  importanceMethods,
  importanceOf,
  isForwardMethod,
  readsDropFirst,
  selectionMethods,
  type BackwardMethod,
  type CountedMethod,
  type ForwardMethod,
  type ImportanceMethod,
  type SelectionMethod,
  type SelectionRule,
} from './selection-rules.ts';
