import { type EncodedExample, encodeExamples, type Examples } from '@lamella/datasets';
import { constantBaseline } from '@lamella/metrics';
import { loadTokenizer } from '@lamella/models';
import { Predictor, toPrediction } from '@lamella/training';
import type { TaskName } from '@lamella/tasks';
import type { TaskSettings } from './task-settings.ts';
import { scoreOnce } from './score-once.ts';
import { scoreSplit, withFurtherSplits } from './split-scores.ts';
import type { Evaluation } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';

/** Examples that are classified or given a number, and what that is scored by. */
export interface ClassifierData {
  readonly task: TaskName;
  readonly kind: 'classification' | 'regression';
  /** The classes in the order of their indices; empty for a regression. */
  readonly labels: readonly string[];
  /** The metric that counts first. */
  readonly metrics: readonly string[];
  readonly train: Examples;
  /** Scored after every epoch and at the end, by name; `dev` gives the score. */
  readonly dev: Readonly<Record<string, Examples>>;
  /** Scored at the end alone. */
  readonly test: Readonly<Record<string, Examples>>;
  /** SHA-256 of all of it. */
  readonly hash: string;
}

type EncodedSplits = ReadonlyMap<string, readonly EncodedExample[]>;

/** A task of classes or numbers, encoded with its model's tokeniser. */
export async function encodeClassifierTask(
  data: ClassifierData,
  modelFolder: string,
  { maxLength, evaluationBatchSize }: TaskSettings['training'],
): Promise<TrialTask> {
  const tokenizer = loadTokenizer(modelFolder);
  const { padId } = tokenizer;
  const encode = (examples: Examples, length = maxLength): Promise<EncodedExample[]> =>
    encodeExamples(examples, tokenizer, { maxLength: length });
  const encodeAll = async (splits: Readonly<Record<string, Examples>>): Promise<EncodedSplits> => {
    const encoded = new Map<string, readonly EncodedExample[]>();
    for (const [name, examples] of Object.entries(splits)) encoded.set(name, await encode(examples));
    return encoded;
  };
  const train = await encode(data.train);
  const dev = await encodeAll(data.dev);
  const test = await encodeAll(data.test);
  const baselines = baselinesOf(data, train, dev.get('dev'));
  return {
    kind: data.kind,
    numLabels: data.kind === 'regression' ? 1 : data.labels.length,
    ...(data.kind === 'classification' && { labels: data.labels }),
    ...{ hash: data.hash, padId, isAnsweredByText: false, train },
    scored: [...dev.values(), ...test.values()].flat(),
    encodeForImportance: async (of) =>
      of.maxLength === maxLength ? train : await encode(data.train, of.maxLength),
    evaluator: (model, prefixes) => {
      const predictor = new Predictor(model, { padId, prefixes });
      const score = (splits: EncodedSplits): Evaluation =>
        evaluate(predictor, { data, splits }, evaluationBatchSize);
      const { afterEpoch, atEnd } = scoreOnce(() => score(dev));
      return {
        afterEpoch,
        evaluate: (weights) =>
          Promise.resolve({ ...withFurtherSplits(atEnd(weights), score(test)), baselines }),
        dispose: () => predictor.dispose(),
      };
    },
  };
}

/** Predicts every example of some splits and scores the predictions; scores of another split than dev carry its name (`accuracy_test`). */
function evaluate(
  predictor: Predictor,
  { data, splits }: { readonly data: ClassifierData; readonly splits: EncodedSplits },
  batchSize: number,
): Evaluation {
  const metrics: Record<string, number> = {};
  const predictions: Evaluation['predictions'] = {};
  for (const [split, examples] of splits) {
    const labels = examples.map(({ label }) => label);
    const predicted = predictor.logits(examples, batchSize).map((logits) => toPrediction(data.kind, logits));
    predictions[split] = { labels, predictions: predicted };
    Object.assign(metrics, scoreSplit(split, data.metrics, { labels, predictions: predicted }));
  }
  const [name = ''] = data.metrics;
  return { name, primary: metrics[name] ?? NaN, metrics, predictions };
}

/** The scores of one constant answer on the dev examples. */
function baselinesOf(
  { task, kind, metrics: [metric = ''] }: ClassifierData,
  train: readonly EncodedExample[],
  dev: readonly EncodedExample[] = [],
): NonNullable<Evaluation['baselines']> {
  if (dev.length === 0) return {};
  const labelsOf = (examples: readonly EncodedExample[]): number[] => examples.map(({ label }) => label);
  return { [task]: constantBaseline(metric, { kind, train: labelsOf(train), labels: labelsOf(dev) }) };
}
