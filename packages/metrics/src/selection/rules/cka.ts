import { startLinearCka } from '../../similarity/consecutive-cka.ts';
import { importanceFromCka } from '../../similarity/importance.ts';
import { rankByImportance } from '../request.ts';
import type { ForwardImportance, ImportanceRule } from '../selection-rule.ts';

/** The N layers of the highest 1 − CKA between input and output (arXiv 2602.05988); ties go to the lower index. */
export const ckaRule: ImportanceRule<'cka', ForwardImportance> = {
  name: 'cka',
  title: 'CKA (1 − CKA)',
  look: { colour: '#0072b2', shape: 'circle' },
  choosesN: true,
  settings: ['dropFirst'],
  order: rankByImportance,
  importance: {
    short: 'CKA',
    label: '1 − CKA',
    column: '1 - CKA',
    description: 'similarity of a layer’s input and output',
    isRelative: false,
    needs: 'forward',
    needsLabels: false,
    measure: startLinearCka,
    fromMeasured: importanceFromCka,
  },
};
