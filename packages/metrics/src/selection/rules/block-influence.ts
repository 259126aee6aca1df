import { startBlockInfluence } from '../../similarity/block-influence.ts';
import { rankByImportance } from '../request.ts';
import type { ForwardImportance, ImportanceRule } from '../selection-rule.ts';

const hourglass = 'M-1,-1L1,-1L0,0L1,1L-1,1L0,0Z';

/** The N layers of the highest Block Influence (ShortGPT, arXiv 2403.03853); ties go to the lower index. */
export const blockInfluenceRule: ImportanceRule<'block-influence', ForwardImportance> = {
  name: 'block-influence',
  title: 'Block Influence',
  look: { colour: '#117733', shape: hourglass },
  choosesN: true,
  settings: [],
  order: (request) => rankByImportance({ ...request, dropFirst: false }),
  importance: {
    short: 'Block Influence',
    label: 'Block Influence',
    column: 'BI',
    description: 'Block Influence, 1 - the mean cosine of a layer’s input and output',
    isRelative: false,
    needs: 'forward',
    needsLabels: false,
    measure: startBlockInfluence,
    fromMeasured: (values) => [...values],
  },
};
