import type { Choice } from './choice.ts';

/** The traits that the length and the learning rate of a training depend on. */
export interface TrainingTraits {
  readonly kind: 'encoder' | 'decoder';
  readonly tuning: 'lora' | 'full';
}

/** Steps of the optimiser that a training should have, and the bounds of its epochs. */
const LENGTHS = {
  encoder: { steps: 600, fewest: 3, most: 10 },
  decoder: { steps: 300, fewest: 1, most: 3 },
} as const;

/**
 * Highest learning rates. LoRA in encoders: the middle of the paper's (4e-4 for RoBERTa, 5e-4 to 2.2e-3 for DeBERTa); LoRA in
 * decoders: that of QLoRA (Dettmers et al. 2023) for models up to 13B, since the paper's 2e-5 belongs to 6,250 steps; full
 * fine-tuning of encoders: within BERT's 2e-5 to 5e-5 (Devlin et al. 2019), of decoders: LLaMA's usual 1e-5.
 */
const RATES = {
  encoder: {
    lora: { value: 5e-4, why: "within the paper's range for LoRA in encoders" },
    full: { value: 3e-5, why: "within BERT's range for full fine-tuning" },
  },
  decoder: {
    lora: { value: 2e-4, why: "QLoRA's for models up to 13B; the paper's 2e-5 is for thousands of steps" },
    full: { value: 1e-5, why: 'usual for full fine-tuning of decoders' },
  },
} as const;

/** Chooses the highest learning rate from the kind of model and what is trained; the data may want another. */
export function chooseLearningRate({ kind, tuning }: TrainingTraits): Choice<number> {
  return RATES[kind][tuning];
}

/**
 * Chooses the number of epochs so that there are about 600 steps of the optimiser for encoders and 300 for decoders, between 3 and 10,
 * or 1 and 3, epochs.
 *
 * @param numExamples of the training set
 * @param perStep examples of a step
 */
export function chooseEpochs(
  kind: TrainingTraits['kind'],
  { numExamples, perStep }: { readonly numExamples: number; readonly perStep: number },
): Choice<number> {
  const { steps, fewest, most } = LENGTHS[kind];
  const perEpoch = Math.ceil(numExamples / perStep);
  const value = Math.min(most, Math.max(fewest, Math.round(steps / perEpoch)));
  return { value, why: `${value * perEpoch} steps of ${perStep} examples` };
}

/** Examples of a step of the optimiser: 32 for encoders, 16 for decoders, as in the paper. */
export function examplesPerStep(kind: TrainingTraits['kind']): number {
  return kind === 'encoder' ? 32 : 16;
}
