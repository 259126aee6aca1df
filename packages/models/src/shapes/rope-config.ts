/** How a model that was trained on short texts stretches its rotation angles over longer ones. */
export type RopeScaling =
  | { readonly type: 'default' }
  | { readonly type: 'linear'; readonly factor: number }
  | {
      readonly type: 'llama3';
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      /** Positions of the model before it was stretched. */
      readonly originalMaxPositions: number;
    };

/** Settings of a rotary position embedding. */
export interface RopeConfig {
  readonly theta: number;
  readonly scaling: RopeScaling;
}
