import { groupBy, UserError } from '@lamella/core';
import { encodeExamples } from '@lamella/datasets';
import {
  Generator,
  generationSettings,
  loadConversationTemplate,
  loadTokenizer,
  promptLength,
  readGenerationConfig,
  type Tokenizer,
} from '@lamella/models';
import { Predictor, toPrediction } from '@lamella/training';
import type { OpenedModel } from './open-model.ts';
import type { InputRow } from './read-input.ts';

/** Settings of a prediction. */
export interface PredictOptions {
  /** Rows that are computed at once. What is predicted does not depend on it. */
  readonly batchSize: number;
  /** The longest text in tokens; what it was trained with unless given. */
  readonly maxLength?: number;
  /** The longest written text in tokens. */
  readonly maxNewTokens?: number;
}

/** The prediction of a row, by the names that its parts are written under. */
export type Prediction = Readonly<Record<string, unknown>>;

/** Predicts some rows, in their order. */
export interface RowPredictor {
  /** The names of what is predicted. */
  readonly names: readonly string[];
  predict(rows: readonly (InputRow & { readonly where: string })[]): Promise<readonly Prediction[]>;
  dispose(): void;
}

/** Tokens of a text where nobody says how long it may be. */
const USUAL_LENGTH = 512;
const USUAL_NEW_TOKENS = 256;

/** Makes the predictor of a model's kind. */
export function makePredictor(opened: OpenedModel, options: PredictOptions): RowPredictor {
  const tokenizer = loadTokenizer(opened.folder);
  return opened.kind === 'causal-lm'
    ? textWriter(opened, tokenizer, options)
    : classifier({ ...opened, kind: opened.kind }, tokenizer, options);
}

function classifier(
  { model, kind, labels, note }: OpenedModel & { readonly kind: 'classification' | 'regression' },
  tokenizer: Tokenizer,
  { batchSize, maxLength }: PredictOptions,
): RowPredictor {
  const predictor = new Predictor(model, { padId: tokenizer.padId });
  const longest = Math.min(USUAL_LENGTH, model.config.longestText ?? USUAL_LENGTH);
  const length = { maxLength: maxLength ?? note?.maxLength ?? longest };
  const toResult = (logits: Float32Array): Prediction => {
    const prediction = toPrediction(kind, logits);
    if (kind === 'regression') return { prediction: Number(prediction.toPrecision(7)) };
    const probabilities = softmax(logits).map((value, i) => [labels[i] ?? '', Number(value.toFixed(6))]);
    return { prediction: labels[prediction], probabilities: Object.fromEntries(probabilities) as object };
  };
  return {
    names: ['prediction', ...(kind === 'regression' ? [] : ['probabilities'])],
    predict: async (rows) => {
      const examples = rows.map((row, id) => ({ id, ...textsOf(row), label: 0 }));
      const encoded = await encodeExamples(examples, tokenizer, length);
      return predictor.steadyLogits(encoded, batchSize).map(toResult);
    },
    dispose: () => predictor.dispose(),
  };
}

function textsOf(row: InputRow): { readonly text: string; readonly pair?: string } {
  if (row.form !== 'text') throw new Error('Expected texts for a classifier, got messages');
  const { text, pair } = row;
  return { text, ...(pair !== undefined && { pair }) };
}

/** Of float32 logits, in double precision. */
function softmax(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  const terms = [...logits].map((value) => Math.exp(value - largest));
  const sum = terms.reduce((a, b) => a + b, 0);
  return terms.map((term) => term / sum);
}

/** Always takes the most likely token. Prompts share a batch only with those that are padded alike, and none is alone in one. */
function textWriter(
  { model, folder }: OpenedModel,
  tokenizer: Tokenizer,
  { batchSize, maxNewTokens }: PredictOptions,
): RowPredictor {
  const defaults = readGenerationConfig(folder);
  const request = {
    temperature: 0,
    seed: 0,
    maxNewTokens: maxNewTokens ?? defaults.maxNewTokens ?? USUAL_NEW_TOKENS,
  };
  const generator = new Generator(model, {
    ...generationSettings(request, defaults)([], tokenizer.eosId),
    batchSize: Math.max(2, batchSize),
    padId: tokenizer.padId,
  });
  const encode = promptEncoder(folder, tokenizer);
  return {
    names: ['prediction', 'tokens', 'ended'],
    predict: async (rows) => {
      const prompts = await encode(rows);
      refuseTooLong(prompts, { rows, maxNewTokens: request.maxNewTokens, model });
      const results = new Array<Prediction>(rows.length);
      for (const group of groupAlike(prompts)) {
        const generated = await generator.generate(group.map((i) => prompts[i] ?? []));
        for (const [j, i] of group.entries()) {
          const { ids = [], reason } = generated[j] ?? {};
          const text = await tokenizer.decode(ids, { skipSpecialTokens: true });
          results[i] = { prediction: text, tokens: ids.length, ended: reason };
        }
      }
      return results;
    },
    dispose: () => generator.dispose(),
  };
}

/** The last new token takes no position. */
function refuseTooLong(
  prompts: readonly (readonly number[])[],
  {
    rows,
    maxNewTokens,
    model,
  }: Pick<OpenedModel, 'model'> & {
    readonly rows: readonly { readonly where: string }[];
    readonly maxNewTokens: number;
  },
): void {
  const most = model.config.maxPositions - maxNewTokens + 1;
  const long = prompts.findIndex(({ length }) => length > most);
  if (long < 0) return;
  throw new UserError(
    `Expected a text of at most ${most} tokens at ${rows[long]?.where} (${maxNewTokens} more are written, and the model has ${model.config.maxPositions} positions), ` +
      `got ${prompts[long]?.length}. Shorten it, or ask for less: --max-new-tokens.`,
    { exitCode: 2 },
  );
}

/** The indices of prompts that are padded to the same length, shortest first. */
function groupAlike(prompts: readonly (readonly number[])[]): number[][] {
  const groups = groupBy([...prompts.keys()], (i) => promptLength(prompts[i]?.length ?? 0));
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** A conversation is written by the model's chat template, which has all special tokens; a text gets the tokenizer's. */
function promptEncoder(
  folder: string,
  tokenizer: Tokenizer,
): (rows: readonly InputRow[]) => Promise<readonly (readonly number[])[]> {
  let render: ReturnType<typeof loadConversationTemplate> | undefined;
  return async (rows) => {
    const isChat = rows.some(({ form }) => form === 'messages');
    const texts = rows.map((row) => {
      if (row.form === 'text') return row.text;
      render ??= loadConversationTemplate(folder);
      return render({ messages: row.messages, add_generation_prompt: true });
    });
    const encodings = await tokenizer.encodeBatch(texts, { addSpecialTokens: !isChat });
    return encodings.map(({ ids }) => ids);
  };
}
