import { unknownName, UserError } from '@lamella/core';

/**
 * The layers that the paper's authors selected with N = L/2 (arXiv 2602.05988, the scripts of its repository), ones and zeros
 * from the lowest layer: 23 lists, by model and task.
 */
export const PUBLISHED_LAYERS = {
  'roberta-base': {
    cola: '000110110110',
    mnli: '000110110011',
    mrpc: '010110010011',
    qnli: '000110110011',
    qqp: '010100110011',
    rte: '011100100011',
    sst2: '000000111111',
    stsb: '010100110011',
  },
  'deberta-v3-base': {
    cola: '010011101010',
    mnli: '000011001111',
    mrpc: '000011101011',
    qnli: '000011001111',
    qqp: '000110001111',
    rte: '000110001111',
    sst2: '000011001111',
    stsb: '011010001011',
  },
  'llama-2-7b': {
    metamath: '11111111111011101000000000000001',
    python: '11111111110111001010000000000001',
  },
  'mistral-7b': {
    metamath: '11111111111110100010000000000001',
    python: '11111111111100010110000000000001',
  },
  'gemma-7b': {
    metamath: '0111111111100000000100000111',
    python: '1111111110100000001000000111',
  },
  'llava-1.5-7b': {
    scienceqa: '01010111111111111010000000000001',
  },
} as const;

export type PublishedModel = keyof typeof PUBLISHED_LAYERS;

/** The models whose layers are published. */
export const publishedModels = Object.keys(PUBLISHED_LAYERS) as readonly PublishedModel[];

/**
 * The layers that the authors selected in a model for a task, as a one-hot string.
 *
 * @throws {UserError} (exit code 2) if they published none for that task
 */
export function publishedLayers(model: PublishedModel, task: string): string {
  const lists: Readonly<Record<string, string>> = PUBLISHED_LAYERS[model];
  const layers = Object.hasOwn(lists, task) ? lists[task] : undefined;
  if (layers !== undefined) return layers;
  throw new UserError(unknownName(`task with published layers of ${model}`, task, Object.keys(lists)), {
    exitCode: 2,
  });
}
