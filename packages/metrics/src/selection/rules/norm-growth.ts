import { startNormGrowth } from '../../similarity/norm-growth.ts';
import { rankByImportance } from '../request.ts';
import type { ForwardImportance, ImportanceRule } from '../selection-rule.ts';

const chevron = 'M0,-1.1L1.1,.3L1.1,1.1L0,-.1L-1.1,1.1L-1.1,.3Z';

/**
 * The N layers of the highest norm growth, the mean of ‖output‖ / ‖input‖; ties go to the lower index. High counts as important:
 * a layer adds to what it gets, and where the sum is much longer than the input, most of it is the layer's own.
 */
export const normGrowthRule: ImportanceRule<'norm-growth', ForwardImportance> = {
  name: 'norm-growth',
  title: 'norm growth',
  look: { colour: '#66a61e', shape: chevron },
  choosesN: true,
  settings: [],
  order: (request) => rankByImportance({ ...request, dropFirst: false }),
  importance: {
    short: 'norm growth',
    label: 'Norm growth',
    column: 'norm growth',
    description: 'the length of a layer’s output over that of its input',
    isRelative: true,
    needs: 'forward',
    needsLabels: false,
    measure: startNormGrowth,
    fromMeasured: (values) => [...values],
  },
};
