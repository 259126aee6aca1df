import { rankByImportance } from '../request.ts';
import type { BackwardImportance, ImportanceRule } from '../selection-rule.ts';

const bolt = 'M.3,-1.2L-.8,.2L-.1,.2L-.3,1.2L.8,-.2L.1,-.2Z';

/**
 * The N layers of the highest gradient norm, the mean over samples of ‖∂ log p(y|x) / ∂W‖ over all target weights W of the layer;
 * ties go to the lower index. High counts as important: where the gradient is long, a step changes the loss most. Fisher
 * information is the mean of the squares, which a few samples of long gradients decide; here they count less.
 */
export const gradientNormRule: ImportanceRule<'gradient-norm', BackwardImportance> = {
  name: 'gradient-norm',
  title: 'gradient norm',
  look: { colour: '#b2182b', shape: bolt },
  choosesN: true,
  settings: [],
  order: (request) => rankByImportance({ ...request, dropFirst: false }),
  importance: {
    short: 'gradient norm',
    label: 'Gradient norm',
    column: 'grad. norm',
    description: 'mean norm of the gradients of single samples',
    isRelative: true,
    needs: 'backward',
    needsLabels: true,
    power: 1,
  },
};
