import { UserError } from '@lamella/core';
import { fewestSamples } from '../../similarity/cka-effects.ts';
import { startLinearCka } from '../../similarity/consecutive-cka.ts';
import { importanceFromCka } from '../../similarity/importance.ts';
import type { SampleEffects } from '../../similarity/sample-effects.ts';
import { rankByImportance } from '../request.ts';
import type { ForwardImportance, ImportanceRule } from '../selection-rule.ts';

const bar = 'M-1.2,-.5L1.2,-.5L1.2,.5L-1.2,.5Z';

/**
 * The N layers of the highest 1 − CKA with the unbiased HSIC (Song et al. 2012), which does not fall with few samples; ties go
 * to the lower index. It counts as `cka` does: a layer that changes its input much matters much.
 */
export const ckaDebiasedRule: ImportanceRule<'cka-debiased', ForwardImportance> = {
  name: 'cka-debiased',
  title: 'debiased CKA',
  look: { colour: '#004a77', shape: bar },
  choosesN: true,
  settings: ['dropFirst'],
  order: rankByImportance,
  importance: {
    short: 'debiased CKA',
    label: '1 − debiased CKA',
    column: '1 - unbiased CKA',
    description: 'the same, without the bias of few samples',
    isRelative: false,
    needs: 'forward',
    needsLabels: false,
    measure: startLinearCka,
    valuesOf: unbiasedCka,
    fromMeasured: importanceFromCka,
  },
};

function unbiasedCka(effects: SampleEffects | undefined): number[] {
  if (effects !== undefined) return effects.estimates.map((estimate) => 1 - estimate);
  throw new UserError(
    `Expected at least ${fewestSamples} samples for cka-debiased, and so many that no unbiased HSIC is 0 or less, got too few. ` +
      'Measure on more samples.',
    { exitCode: 2 },
  );
}
