import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { type EncodedExample, encodeExamples, type Example, makeBatches } from '@lamella/datasets';
import { readJsonFile } from '@lamella/files';
import { importanceOf, isForwardMethod, type ImportanceMethod } from '@lamella/metrics/selection';
import { createModel, loadModel, loadTokenizer, type Model, resolveModelFolder } from '@lamella/models';
import { familyNamed, findFamily } from '@lamella/models/families';
import { measureFisher, measureRepresentations, passBatches } from '@lamella/training';
import { loadTask } from '@lamella/tasks';
import { type BenchedWord, benchedMethod } from './report/benched-method.ts';

/** Options of `lamella bench importance`, those of the PyTorch program. */
export interface ImportanceBenchOptions {
  readonly method: BenchedWord;
  /** Without one: RoBERTa-base's shape with new weights. */
  readonly model?: string;
  /** GLUE in its official layout. */
  readonly glue: string;
  /**
   * `longest` makes batches as Lamella does: short texts are packed into rows, others padded to the next length bucket of a
   * batch sorted by length. `512` pads everything to 512.
   */
  readonly pad: '512' | 'longest';
  readonly samples: number;
  readonly batch: number;
  readonly threads: number;
}

/** Figures of the importance benchmark, those that the PyTorch program reports too. */
export interface ImportanceFigures {
  /** The meaning of the values, in words: importance by CKA is 1 − CKA, and these are CKA, as the PyTorch program has them. */
  readonly quantity: string;
  /** Of each layer: what is measured of its input and its output, such as CKA, or the Fisher information of the maps that the paper adapts. */
  readonly values: readonly number[];
  /** Of tokenising and measuring, without loading the model. */
  readonly seconds: number;
}

const MAX_LENGTH = 512;
const CLASSES = 2;

interface Encoder {
  readonly model: Model;
  readonly padId: number;
  encode(examples: readonly Example[]): Promise<EncodedExample[]>;
}

/** Importance of every layer of an encoder for the first samples of CoLA, with its cost. */
export async function benchImportance(options: ImportanceBenchOptions): Promise<ImportanceFigures> {
  const { splits } = await loadTask('cola', { kind: 'folder', folder: options.glue });
  const examples = splits.train.slice(0, options.samples);
  const encoder = await (options.model === undefined ? newEncoder() : storedEncoder(options.model));
  try {
    const begin = performance.now();
    const values = await measure(encoder, examples, options);
    return {
      quantity: quantityOf(benchedMethod(options.method)),
      values,
      seconds: (performance.now() - begin) / 1000,
    };
  } finally {
    encoder.model.dispose();
  }
}

/** The meaning of a method's values, in words: `CKA (importance is 1 − CKA)`. */
function quantityOf(method: ImportanceMethod): string {
  const { short, label } = importanceOf(method);
  return isForwardMethod(method) && short !== label ? `${short} (importance is ${label})` : label;
}

async function measure(
  { model, padId, encode }: Encoder,
  examples: readonly Example[],
  { method, pad, batch }: ImportanceBenchOptions,
): Promise<readonly number[]> {
  const encoded = await encode(examples);
  const batches =
    pad === '512'
      ? makeBatches(encoded, { batchSize: batch, padId, buckets: [MAX_LENGTH] })
      : passBatches(encoded, model, { batchSize: batch, padId });
  const name = benchedMethod(method);
  if (isForwardMethod(name)) {
    const options = { methods: [name], pooling: 'cls', numSamples: examples.length } as const;
    const [measured] = measureRepresentations(model, batches, options);
    return measured?.values ?? [];
  }
  const targets = familyNamed(model.family).paperTargets;
  return measureFisher(model, batches, { kind: 'classification', targets }).layers;
}

async function storedEncoder(reference: string): Promise<Encoder> {
  const folder = await resolveModelFolder(reference);
  const tokenizer = loadTokenizer(folder);
  const { model_type: family } = readJsonFile(join(folder, 'config.json')) as { model_type?: unknown };
  if (findFamily(family)?.kind !== 'encoder')
    throw new UserError(`Expected --model to be an encoder, got ${String(family)} in ${folder}.`);
  return {
    model: loadModel(folder, { head: 'classification', numLabels: CLASSES }),
    padId: tokenizer.padId,
    encode: (examples) => encodeExamples(examples, tokenizer, { maxLength: MAX_LENGTH }),
  };
}

/** RoBERTa-base's shape, and about 1.3 tokens per word, as a byte-level BPE gives. */
function newEncoder(): Encoder {
  const config = {
    model_type: 'roberta',
    num_hidden_layers: 12,
    hidden_size: 768,
    num_attention_heads: 12,
    intermediate_size: 3072,
    vocab_size: 50265,
    max_position_embeddings: 514,
    type_vocab_size: 1,
    num_labels: CLASSES,
    layer_norm_eps: 1e-5,
  };
  return {
    model: createModel(config, { head: 'classification', seed: 1 }),
    padId: 1,
    encode: (examples) => Promise.resolve(examples.map(toTokens)),
  };
}

function toTokens({ id, text, label }: Example): EncodedExample {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const ids = [
    0,
    ...words.flatMap((word) => new Array<number>(word.length > 6 ? 2 : 1).fill(hashWord(word))),
    2,
  ];
  return { id, ids, typeIds: ids.map(() => 0), label };
}

function hashWord(word: string): number {
  const hash = [...word].reduce(
    (sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0,
    7,
  );
  return 5 + (hash % 50000);
}
