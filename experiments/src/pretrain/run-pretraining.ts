import { join } from 'node:path';
import {
  countTokens,
  packBlocks,
  pretrainingCorpus,
  splitHeldOut,
  type TokenBlocks,
  unigramLoss,
  maskedLmBatches,
} from '@lamella/datasets';
import { writeFileAtomically } from '@lamella/files';
import {
  createModel,
  loadModel,
  loadTokenizer,
  saveModel,
  type Tokenizer,
  trainByteLevelBpe,
} from '@lamella/models';
import { evaluateMaskedLm, pretrain, type PretrainingRun } from '@lamella/training';
import type { PretrainingSpec } from './pretraining-spec.ts';
import { startWithNeighbours } from './start-with-neighbours.ts';

/** What is known of a pre-trained model, kept beside its weights. Losses are in nats per predicted token. */
export interface PretrainingReport {
  readonly spec: PretrainingSpec;
  readonly corpus: readonly object[];
  readonly trainTokens: number;
  readonly parameters: number;
  readonly heldOutLoss: number;
  readonly unigramLoss: number;
  readonly seconds: number;
}

/**
 * Pre-trains an embedded model: corpus, tokeniser, blocks, masked language modelling, and a Hugging Face folder with a report of
 * the held-out loss beside that of a unigram model.
 *
 * @param folder the output folder, made if absent
 */
export async function runPretraining(
  spec: PretrainingSpec,
  folder: string,
  log: (line: string) => void,
): Promise<PretrainingReport> {
  const begin = performance.now();
  const corpus = pretrainingCorpus();
  log(`corpus: ${corpus.texts.length} texts`);
  const tokenizer = await makeTokenizer(spec, corpus.texts, folder);
  const data = await makeData(spec, corpus.texts, tokenizer);
  log(`tokens: ${data.blocks.ids.length} in blocks of ${data.blocks.length}`);
  const parameters = await trainAndSave(
    spec,
    { ...data, onStep: progressLog(spec.training.steps, log) },
    folder,
  );
  const report: PretrainingReport = {
    spec,
    corpus: corpus.sources,
    trainTokens: spec.training.steps * spec.training.batchSize * data.blocks.length,
    parameters,
    heldOutLoss: evaluateSaved(folder, data, spec),
    unigramLoss: unigram(data, spec),
    seconds: (performance.now() - begin) / 1000,
  };
  await writeFileAtomically(join(folder, 'pretraining.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** What is trained and evaluated on. */
type PretrainingData = Omit<PretrainingRun, 'model' | 'onStep'>;

async function makeData(
  spec: PretrainingSpec,
  texts: readonly string[],
  tokenizer: Tokenizer,
): Promise<PretrainingData> {
  const { train, heldOut } = splitHeldOut(texts, { fraction: spec.data.heldOut, seed: spec.seed });
  return {
    blocks: await toBlocks(train, tokenizer, spec),
    heldOut: await toBlocks(heldOut, tokenizer, spec),
    tokens: {
      vocabSize: tokenizer.vocabSize,
      maskId: requireId(tokenizer.maskId),
      specialIds: SPECIAL_TOKENS.map((_, id) => id),
    },
  };
}

/** @returns the number of parameters */
async function trainAndSave(
  spec: PretrainingSpec,
  data: Omit<PretrainingRun, 'model'>,
  folder: string,
): Promise<number> {
  const config = modelConfig(spec, data.tokens.vocabSize);
  const model = createModel(config, { head: 'masked-lm', seed: spec.seed });
  try {
    startWithNeighbours(model);
    pretrain({ ...data, model }, { ...spec.training, seed: spec.seed });
    await saveModel(model, folder, 'float16');
    return [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  } finally {
    model.dispose();
  }
}

/** The loss of the model as others will load it: with weights that were rounded for the file. */
function evaluateSaved(folder: string, data: PretrainingData, { training, seed }: PretrainingSpec): number {
  const model = loadModel(folder, { head: 'masked-lm' });
  try {
    return evaluateMaskedLm({ ...data, model }, { ...training, seed });
  } finally {
    model.dispose();
  }
}

/** RoBERTa's special tokens; their ids are their places. */
const SPECIAL_TOKENS = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'];

async function makeTokenizer(
  { tokenizer }: PretrainingSpec,
  texts: readonly string[],
  folder: string,
): Promise<Tokenizer> {
  const sample = texts.filter((_, i) => i % tokenizer.every === 0);
  const files = trainByteLevelBpe(sample, {
    vocabSize: tokenizer.vocabularySize,
    specialTokens: SPECIAL_TOKENS,
  });
  await writeFileAtomically(join(folder, 'tokenizer.json'), `${JSON.stringify(files)}\n`);
  await writeFileAtomically(
    join(folder, 'tokenizer_config.json'),
    `${JSON.stringify(TOKENIZER_CONFIG, null, 2)}\n`,
  );
  return loadTokenizer(folder);
}

const TOKENIZER_CONFIG = {
  tokenizer_class: 'RobertaTokenizer',
  bos_token: '<s>',
  cls_token: '<s>',
  eos_token: '</s>',
  sep_token: '</s>',
  pad_token: '<pad>',
  unk_token: '<unk>',
  mask_token: '<mask>',
  add_prefix_space: false,
  model_max_length: 128,
};

function modelConfig({ model }: PretrainingSpec, vocabularySize: number): Record<string, unknown> {
  return {
    model_type: 'roberta',
    vocab_size: vocabularySize,
    hidden_size: model.hiddenSize,
    num_hidden_layers: model.layers,
    num_attention_heads: model.heads,
    intermediate_size: model.intermediateSize,
    max_position_embeddings: model.maxPositions,
    type_vocab_size: 1,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    layer_norm_eps: 1e-5,
    initializer_range: model.initializerRange,
    bos_token_id: 0,
    pad_token_id: 1,
    eos_token_id: 2,
  };
}

async function toBlocks(
  texts: readonly string[],
  tokenizer: Tokenizer,
  { data }: PretrainingSpec,
): Promise<TokenBlocks> {
  const encodings = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
  return packBlocks(
    encodings.map(({ ids }) => ids),
    { length: data.blockLength, bosId: requireId(tokenizer.bosId), eosId: requireId(tokenizer.eosId) },
  );
}

function unigram({ blocks, heldOut, tokens }: PretrainingData, { training, seed }: PretrainingSpec): number {
  return unigramLoss(
    countTokens(blocks, tokens),
    maskedLmBatches(heldOut, { ...tokens, ...training, seed, order: 'given' }),
  );
}

function requireId(id: number | undefined): number {
  if (id === undefined) throw new Error('Expected a tokeniser with <s>, </s> and <mask>, found one without');
  return id;
}

/** A line for every fiftieth of the run, with the mean loss since the last one. */
function progressLog(steps: number, log: (line: string) => void): Required<PretrainingRun>['onStep'] {
  const every = Math.max(1, Math.floor(steps / 50));
  let sum = 0;
  return ({ step, loss, secondsPerStep }) => {
    sum += loss;
    if (step % every !== 0) return;
    log(
      `step ${step} of ${steps}, loss ${(sum / every).toFixed(3)}, ${(secondsPerStep * 1000).toFixed(0)} ms per step`,
    );
    sum = 0;
  };
}
