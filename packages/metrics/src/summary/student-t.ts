// @ts-expect-error jStat brings no types; what is used of it is typed here.
import jstat from 'jstat';

/** Student's t distribution. */
interface StudentT {
  /** The probability of a value up to t. */
  cdf(t: number, degreesOfFreedom: number): number;
  /** The value that is not exceeded with a probability. */
  inv(probability: number, degreesOfFreedom: number): number;
}

export const studentT: StudentT = (jstat as { jStat: { studentt: StudentT } }).jStat.studentt;
