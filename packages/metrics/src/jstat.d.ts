/** The part of jStat 1.9 that is used: the package brings no types. */
declare module 'jstat' {
  const jstat: {
    readonly jStat: {
      readonly studentt: {
        cdf(t: number, degreesOfFreedom: number): number;
        inv(probability: number, degreesOfFreedom: number): number;
      };
    };
  };
  export default jstat;
}
