/**
 * The settings in the paper (arXiv 2602.05988) and its authors' scripts, as tables: the other side of the comparison
 * with the specs. Written down from them and not from the specs.
 */

/** Model, task, and the layers that the authors selected. */
export const LAYERS = `
  roberta-base    cola      000110110110
  roberta-base    mnli      000110110011
  roberta-base    mrpc      010110010011
  roberta-base    qnli      000110110011
  roberta-base    qqp       010100110011
  roberta-base    rte       011100100011
  roberta-base    sst2      000000111111
  roberta-base    stsb      010100110011
  deberta-v3-base cola      010011101010
  deberta-v3-base mnli      000011001111
  deberta-v3-base mrpc      000011101011
  deberta-v3-base qnli      000011001111
  deberta-v3-base qqp       000110001111
  deberta-v3-base rte       000110001111
  deberta-v3-base sst2      000011001111
  deberta-v3-base stsb      011010001011
  llama-2-7b      metamath  11111111111011101000000000000001
  llama-2-7b      python    11111111110111001010000000000001
  mistral-7b      metamath  11111111111110100010000000000001
  mistral-7b      python    11111111111100010110000000000001
  gemma-7b        metamath  0111111111100000000100000111
  gemma-7b        python    1111111110100000001000000111
  llava-1.5-7b    scienceqa 01010111111111111010000000000001
`;

/** Task, batch, batches per step, learning rate, epochs. Warm-up 0.06, weight decay 0.1 and 512 tokens everywhere. */
export const ROBERTA = `
  cola  8 4 4e-4 80
  mnli 16 1 5e-4 30
  mrpc 16 1 4e-4 30
  qnli  8 4 4e-4 25
  qqp  16 1 5e-4 25
  rte  32 1 5e-4 80
  sst2 16 1 5e-4 60
  stsb 16 1 4e-4 40
`;

/** Task, tokens, batch, batches per step, learning rate, epochs, weight decay, ratio of warm-up. */
export const DEBERTA = `
  cola  64 32 1 5e-4   25 0    0.1
  mnli 256 32 1 5e-4    7 0    0.1
  mrpc 320 32 1 1e-3   30 0.01 0.1
  qnli 512 16 2 5e-4    5 0.01 0.1
  qqp  320 32 1 8e-4    5 0.01 0.1
  rte  320 32 1 1.2e-3 50 0.01 0.1
  sst2 128 32 1 8e-4   24 0.01 0.1
  stsb 128 32 1 2.2e-3 25 0.01 0
`;

/**
 * Spec, hub id, task, tokens, tokens of the importance's examples, ratio of warm-up. LLaVA's numbers of tokens are ours, so that
 * nothing is cut: an image alone has 576.
 */
export const DECODERS = `
  math/llama-2-7b          meta-llama/Llama-2-7b-hf  metamath   512  512 0.03
  math/mistral-7b          mistralai/Mistral-7B-v0.1 metamath   512  512 0.03
  math/gemma-7b            google/gemma-7b           metamath   512  512 0.03
  code/llama-2-7b          meta-llama/Llama-2-7b-hf  python     512  512 0.03
  code/mistral-7b          mistralai/Mistral-7B-v0.1 python     512  512 0.03
  code/gemma-7b            google/gemma-7b           python     512  512 0.03
  multimodal/llava-1-5-7b  llava-hf/llava-1.5-7b-hf  scienceqa 2048 2048 0
`;

/** Hub id, rank, LoRA's parameters in all layers and in half of them. */
export const PARAMETERS = `
  FacebookAI/roberta-base    8     294912    147456
  meta-llama/Llama-2-7b-hf 128  319815680 159907840
  llava-hf/llava-1.5-7b-hf 128  319815680 159907840
`;

/** The rows of a table. */
export function rowsOf(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/));
}
