// @ts-expect-error jStat brings no types; what is used of it is typed here.
import jstat from 'jstat';

/** Student's t distribution. */
interface StudentT {
  /** The probability of a value up to t. */
  cdf(t: number, degreesOfFreedom: number): number;
  /** The value that is not exceeded with a probability. */
  inv(probability: number, degreesOfFreedom: number): number;
}

/** The distribution of a t statistic whose true difference, in standard errors, is not 0. */
interface NoncentralT {
  /** The probability of a value up to t. */
  cdf(t: number, degreesOfFreedom: number, noncentrality: number): number;
}

/** The normal distribution. */
interface Normal {
  /** The value that is not exceeded with a probability. */
  inv(probability: number, mean: number, deviation: number): number;
}

const distributions = (jstat as { jStat: { studentt: StudentT; noncentralt: NoncentralT; normal: Normal } })
  .jStat;

export const studentT: StudentT = distributions.studentt;
export const noncentralT: NoncentralT = distributions.noncentralt;
export const normal: Normal = distributions.normal;
