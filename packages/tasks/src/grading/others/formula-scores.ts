import type { OtherScore, OtherScores } from '../../benchmark.ts';
import { statedFormula } from '../stated-formula.ts';
import { hendrycksEquivalent } from './hendrycks.ts';
import { isMetamathFormula } from './metamath.ts';
import { minervaEquivalent } from './minerva.ts';

/** Answers in LaTeX: as MetaMath's script scores them, and as Lamella reads them with Hendrycks' and Minerva's rules of equality. */
export const formulaScores: OtherScores = {
  metamath: { score: ({ reference }, completion) => isMetamathFormula(completion, reference) },
  hendrycks: equivalence(hendrycksEquivalent),
  minerva: equivalence(minervaEquivalent),
};

function equivalence(areEqual: (a: string, b: string) => boolean): OtherScore {
  return {
    score: ({ reference }, completion) => {
      const found = statedFormula(completion);
      return found !== null && areEqual(found, reference);
    },
  };
}
