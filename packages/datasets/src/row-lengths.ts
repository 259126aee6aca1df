/** Lengths are multiples of this, or of a power of two times as much where many differ. */
const FINEST_STEP = 8;
/** Candidates are compared in pairs. */
const MOST_CANDIDATES = 256;

/** A length, and how many batches are rounded up to it. */
interface Candidate {
  readonly length: number;
  readonly numBatches: number;
}

/** What a length of rows costs. */
export interface LengthCosts {
  /** Tokens that take as long as what one more length takes, such as compiling a step for it. */
  readonly tokensPerLength: number;
  /** Lengths that may be chosen. */
  readonly most: number;
}

/** Lengths that hold the smallest batches, and the tokens that they take: those of rows, and those that the lengths count as. */
interface Plan {
  readonly work: number;
  readonly lengths: readonly number[];
}

/**
 * The lengths of packed rows that take the least work in all: each batch lies in a row of the shortest length that holds its tokens, and
 * every length has its costs. By dynamic programming: the best k lengths for the smallest batches are the best
 * k − 1 lengths for fewer of them, and one that holds the rest.
 *
 * @param numTokens of each batch
 * @returns ascending; the last one holds every batch
 */
export function chooseRowLengths(
  numTokens: readonly number[],
  { tokensPerLength, most }: LengthCosts,
): readonly number[] {
  const candidates = candidatesOf(numTokens);
  const nothing: Plan = { work: 0, lengths: [] };
  const impossible: Plan = { work: Infinity, lengths: [] };
  // For the smallest i candidates.
  let plans: readonly Plan[] = [nothing, ...candidates.map(() => impossible)];
  let best = impossible;
  for (let k = 1; k <= most; k++) {
    plans = [
      impossible,
      ...candidates.map((_, i) => addLength(plans, candidates.slice(0, i + 1), tokensPerLength)),
    ];
    const all = plans.at(-1);
    if (all !== undefined && all.work < best.work) best = all;
  }
  return best.lengths;
}

/** The best plan for some candidates that ends with the length of the last one. */
function addLength(plans: readonly Plan[], candidates: readonly Candidate[], tokensPerLength: number): Plan {
  const length = candidates.at(-1)?.length ?? 0;
  let [work, before]: [number, readonly number[]] = [Infinity, []];
  let numHeld = 0;
  for (let i = candidates.length - 1; i >= 0; i--) {
    numHeld += candidates[i]?.numBatches ?? 0;
    const fewer = plans[i];
    const withFewer = (fewer?.work ?? Infinity) + numHeld * length + tokensPerLength;
    if (fewer !== undefined && withFewer < work) [work, before] = [withFewer, fewer.lengths];
  }
  return { work, lengths: [...before, length] };
}

/** The lengths that batches are rounded up to, ascending. */
function candidatesOf(numTokens: readonly number[], step = FINEST_STEP): Candidate[] {
  const counts = new Map<number, number>();
  for (const count of numTokens) {
    const length = step * Math.max(1, Math.ceil(count / step));
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  if (counts.size > MOST_CANDIDATES) return candidatesOf(numTokens, 2 * step);
  return [...counts]
    .map(([length, numBatches]) => ({ length, numBatches }))
    .sort((a, b) => a.length - b.length);
}
