import { rankByImportance } from '../request.ts';
import type { BackwardImportance, ImportanceRule } from '../selection-rule.ts';

/** The N layers of the highest diagonal Fisher information; ties go to the lower index. */
export const fimRule: ImportanceRule<'fim', BackwardImportance> = {
  name: 'fim',
  title: 'FIM',
  look: { colour: '#d55e00', shape: 'square' },
  choosesN: true,
  settings: [],
  order: (request) => rankByImportance({ ...request, dropFirst: false }),
  importance: {
    short: 'FIM',
    label: 'Fisher information',
    column: 'Fisher',
    description: 'Fisher information of a layer’s weights',
    isRelative: true,
    needs: 'backward',
    needsLabels: true,
    power: 2,
  },
};
