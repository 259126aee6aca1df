import { debiasedCka, rbfCka } from '@lamella/metrics';
import type { CaseOutcome } from '../case-result.ts';
import { compareNumbers } from '../compare.ts';
import { ckaCasesJson } from '../formats.ts';
import { ReferenceFile } from '../reference-file.ts';
import { ckaCaseTolerance } from '../tolerances.ts';
import { linearCkaPairs, readMatrix } from './stored-cka.ts';

/** All forms of CKA on pairs of matrices that are hard in some way. */
export function ckaCases(folder: string): CaseOutcome[] {
  const file = new ReferenceFile(folder, 'cka_cases', ckaCasesJson);
  try {
    return Object.entries(file.json.cases).map(([name, { linear, debiased, rbf }]) => {
      const [x, y] = [readMatrix(file, `${name}/X`), readMatrix(file, `${name}/Y`)];
      const pairs = [
        ...linearCkaPairs([x, y], [linear]),
        { label: 'debiased', found: [debiasedCka(x, y)], expected: [debiased] },
        ...Object.entries(rbf).map(([factor, value]) => ({
          label: `rbf, bandwidth factor ${factor}`,
          found: [rbfCka(x, y, { bandwidthFactor: Number(factor) })],
          expected: [value],
        })),
      ];
      return compareNumbers(name, pairs, { tolerance: ckaCaseTolerance(name) });
    });
  } finally {
    file.close();
  }
}
