/** How far a quantity may be from the reference: absolute differences unless said otherwise. */
export interface Tolerances {
  readonly hiddenStates: number;
  readonly loss: number;
  readonly gradients: number;
  /** Of a random adapter: logits, loss, gradients. */
  readonly randomAdapter: number;
  readonly trajectoryLoss: number;
  /** Relative. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** 99.9 % of the elements; single ones may differ by two steps of the full learning rate. */
  readonly trainedWeights: number;
  readonly logitsAfterTraining: number;
  /** Of PiSSA's residual weights, and of singular values. */
  readonly residual: number;
  /** The same by an own decomposition, times the gap behind the last singular value, relative to the first. */
  readonly conditionedResidual: number;
  readonly representations: number;
  readonly ckaOfOwnRepresentations: number;
  readonly ckaOfStoredRepresentations: number;
  /** Relative. */
  readonly fisher: number;
}

/** The column "advised" of the reference set's README. */
export const ENCODER_TOLERANCES: Tolerances = {
  hiddenStates: 3e-5,
  loss: 1e-5,
  gradients: 5e-5,
  randomAdapter: 5e-5,
  trajectoryLoss: 5e-5,
  gradientNorm: 2e-5,
  learningRate: 1e-12,
  trainedWeights: 1e-4,
  logitsAfterTraining: 5e-5,
  residual: 1e-5,
  conditionedResidual: 1e-6,
  representations: 3e-5,
  ckaOfOwnRepresentations: 1e-5,
  ckaOfStoredRepresentations: 1e-9,
  fisher: 1e-4,
};

/** Decoders' values are larger. */
export const DECODER_TOLERANCES: Tolerances = {
  ...ENCODER_TOLERANCES,
  hiddenStates: 3e-4,
  logitsAfterTraining: 3e-4,
  representations: 3e-4,
};

/** Of CKA on given matrices: float32 data with a large mean has fewer digits left. */
export function ckaCaseTolerance(name: string): number {
  return name === 'large_offset' ? 1e-6 : 1e-9;
}

export const METRIC_TOLERANCE = 1e-9;
