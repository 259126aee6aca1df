/** Examples that are trained on, and scored after an epoch. */
export interface DataSize {
  readonly train: number;
  /** Unknown where answers are written. */
  readonly scored?: number;
}

/**
 * The sizes of the paper's data by task: those of GLUE (https://huggingface.co/datasets/nyu-mll/glue; MNLI is scored on both of its
 * dev sets), and of the training examples with an image in ScienceQA (arXiv 2209.09513). Sizes that a spec sets aren't here.
 */
export const DATA_SIZES: Readonly<Record<string, DataSize>> = {
  cola: { train: 8551, scored: 1043 },
  sst2: { train: 67_349, scored: 872 },
  mrpc: { train: 3668, scored: 408 },
  stsb: { train: 5749, scored: 1500 },
  qqp: { train: 363_846, scored: 40_430 },
  mnli: { train: 392_702, scored: 19_647 },
  qnli: { train: 104_743, scored: 5463 },
  rte: { train: 2490, scored: 277 },
  scienceqa: { train: 6218 },
};
