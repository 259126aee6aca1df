import { type EncodedExample, encodeExamples } from '@lamella/datasets';
import { taskMetrics } from '@lamella/metrics';
import { loadTokenizer } from '@lamella/models';
import { Predictor, toPrediction } from '@lamella/training';
import type { ResolvedTrial } from '@lamella/spec';
import { loadTask, type TaskData, toGlueSource } from '@lamella/tasks';
import type { Evaluation } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';

type EncodedSplits = ReadonlyMap<string, readonly EncodedExample[]>;

/** A task of GLUE, whose examples are classified or given a number. */
export async function loadGlueTask(
  { task: name, data, rows, training }: ResolvedTrial,
  modelFolder: string,
): Promise<TrialTask> {
  const task = await loadTask(name, toGlueSource(data), {
    ...(rows.train !== undefined && { trainRows: rows.train }),
    ...(rows.dev !== undefined && { devRows: rows.dev }),
  });
  const tokenizer = loadTokenizer(modelFolder);
  const { padId } = tokenizer;
  const { train, ...evaluated } = task.splits;
  const { maxLength, evaluationBatchSize } = training;
  const encoded = await encodeExamples(train, tokenizer, { maxLength });
  const splits = new Map<string, readonly EncodedExample[]>();
  for (const [split, examples] of Object.entries(evaluated)) {
    splits.set(split, await encodeExamples(examples, tokenizer, { maxLength }));
  }
  return {
    kind: task.info.kind,
    numLabels: task.info.kind === 'regression' ? 1 : task.info.labels.length,
    ...(task.info.kind === 'classification' && { labels: task.info.labels }),
    hash: task.hash,
    padId,
    isAnsweredByText: false,
    train: encoded,
    encodeForImportance: async (length) =>
      length === maxLength ? encoded : await encodeExamples(train, tokenizer, { maxLength: length }),
    evaluator: (model) => {
      const predictor = new Predictor(model, { padId });
      const score = (): Evaluation => evaluate(predictor, { task, splits }, evaluationBatchSize);
      return {
        afterEpoch: score,
        evaluate: () => Promise.resolve(score()),
        dispose: () => predictor.dispose(),
      };
    },
  };
}

/**
 * Predicts every example of the development sets and scores the predictions with the task's official metrics; those of MNLI's
 * mismatched set carry the split's name (`accuracy_mismatched`).
 */
function evaluate(
  predictor: Predictor,
  { task, splits }: { readonly task: TaskData; readonly splits: EncodedSplits },
  batchSize: number,
): Evaluation {
  const metrics: Record<string, number> = {};
  const predictions: Evaluation['predictions'] = {};
  for (const [split, examples] of splits) {
    const labels = examples.map(({ label }) => label);
    const predicted = predictor
      .logits(examples, batchSize)
      .map((logits) => toPrediction(task.info.kind, logits));
    predictions[split] = { labels, predictions: predicted };
    const suffix = split === 'devMismatched' ? '_mismatched' : '';
    for (const [name, value] of Object.entries(
      taskMetrics(task.info.metrics, { labels, predictions: predicted }),
    )) {
      metrics[`${name}${suffix}`] = value;
    }
  }
  const { metric } = task.info;
  return { name: metric, primary: metrics[metric] ?? NaN, metrics, predictions };
}
