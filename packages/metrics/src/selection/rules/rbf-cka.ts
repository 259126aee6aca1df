import { startRbfCka } from '../../similarity/consecutive-cka.ts';
import { importanceFromCka } from '../../similarity/importance.ts';
import { rankByImportance } from '../request.ts';
import type { ForwardImportance, ImportanceRule } from '../selection-rule.ts';

const ring = 'M0,-1.15A1.15,1.15,0,1,1,-.01,-1.15ZM0,-.6A.6,.6,0,1,0,.01,-.6Z';

/**
 * The N layers of the highest 1 − CKA with an RBF kernel of 0.8 times the median distance of two samples (Kornblith et al. 2019);
 * ties go to the lower index. It counts as `cka` does: a layer that moves samples to other neighbours matters much.
 */
export const rbfCkaRule: ImportanceRule<'rbf-cka', ForwardImportance> = {
  name: 'rbf-cka',
  title: 'RBF CKA',
  look: { colour: '#5e4fa2', shape: ring },
  choosesN: true,
  settings: ['dropFirst'],
  order: rankByImportance,
  importance: {
    short: 'RBF CKA',
    label: '1 − RBF CKA',
    column: '1 - RBF CKA',
    description: 'CKA with an RBF kernel',
    isRelative: false,
    needs: 'forward',
    needsLabels: false,
    measure: startRbfCka,
    fromMeasured: importanceFromCka,
    mostSamples: 1024,
  },
};
