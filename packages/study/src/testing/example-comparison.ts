import type { ComparedArm, ComparedArms } from '../tables/compare-arms.ts';

const exampleArm = (label: string): ComparedArm => ({
  ...{ label, method: 'm', title: 'M' },
  ...{ layers: 2, rank: 8, numDraws: 0, model: 'mini', swept: {} },
});

/** A comparison of CKA with FIM over three seeds, whose verdict is `worse` unless told otherwise. */
export function exampleComparison(changes: Partial<ComparedArms> = {}): ComparedArms {
  return {
    ...{ task: 'rte', taskTitle: 'RTE', metric: 'accuracy', seeds: [1, 2, 3] },
    ...{ a: exampleArm('CKA'), b: exampleArm('FIM') },
    ...{ difference: -0.0312, interval: [-0.05, 0.0004], pValue: 0.0004, standardError: 0.01 },
    ...{ adjustedP: 0.0008, verdict: 'worse' },
    ...changes,
  };
}
