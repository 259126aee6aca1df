import type { EncodedExample } from '@lamella/datasets';
import { heldOutLoss, LogLikelihoods } from '@lamella/training';
import { isForwardImportance } from '@lamella/spec';
import { loadTextGeneration, requireTable, type TableData, tableRows } from '@lamella/tasks';
import type { TaskSettings } from './task-settings.ts';
import { scoreOnce } from './score-once.ts';
import { ofSplit, withFurtherSplits } from './split-scores.ts';
import { loadTextRowsEncoder } from './text-rows-encoder.ts';
import type { Evaluation } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';

/** The rows whose loss is taken, by split; that of dev rows counts. */
type HeldOut = Readonly<Partial<Record<'dev' | 'test', readonly EncodedExample[]>>>;

/** A decoder's task on a user's own table: it learns answers, what an assistant says, or texts, and is scored by its held-out loss. */
export async function loadTextGenerationTask(
  { data, rows, training }: TaskSettings,
  modelFolder: string,
): Promise<TrialTask> {
  const source = requireTable(data, 'text-generation');
  const table = await loadTextGeneration(source, rows);
  const encoder = loadTextRowsEncoder(modelFolder);
  const { padId } = encoder.tokenizer;
  const { maxLength, evaluationBatchSize } = training;
  const train = await encoder.encode(table.train, 'train', maxLength);
  const dev: HeldOut = { dev: await encoder.encode(table.dev, 'dev', maxLength) };
  const test: HeldOut = table.test ? { test: await encoder.encode(table.test, 'test', maxLength) } : {};
  return {
    kind: 'causal-lm',
    numLabels: 0,
    rows: tableRows(table, table.split),
    columns: columnsOf(source),
    hash: table.hash,
    padId,
    isAnsweredByText: true,
    train,
    scored: Object.values({ ...dev, ...test }).flat(),
    encodeForImportance: async (importance) => {
      const { maxLength: length } = importance;
      if (isForwardImportance(importance))
        return await encoder.encodeWithoutEnds(table.train, 'train', length);
      return length === maxLength ? train : await encoder.encode(table.train, 'train', length);
    },
    evaluator: (model, prefixes) => {
      const likelihoods = new LogLikelihoods(model, { padId, prefixes });
      const score = (rows: HeldOut): Evaluation => evaluate(likelihoods, rows, evaluationBatchSize);
      const { afterEpoch, atEnd } = scoreOnce(() => score(dev));
      return {
        afterEpoch,
        evaluate: (weights) => Promise.resolve(withFurtherSplits(atEnd(weights), score(test))),
        dispose: () => likelihoods.dispose(),
      };
    },
  };
}

function columnsOf({ text, instruction, input, output, messages }: TableData): Record<string, string> {
  const named = Object.entries({ text, instruction, input, output, messages });
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The loss of dev rows, and that of test rows under names of their own (`loss_test`). */
function evaluate(likelihoods: LogLikelihoods, rows: HeldOut, batchSize: number): Evaluation {
  const metrics: Record<string, number> = {};
  const heldOut: NonNullable<Evaluation['heldOut']> = {};
  for (const [split, examples] of Object.entries(rows) as [string, readonly EncodedExample[]][]) {
    const { loss, perplexity, ...sums } = heldOutLoss(likelihoods, examples, batchSize);
    Object.assign(metrics, { [ofSplit(split, 'loss')]: loss, [ofSplit(split, 'perplexity')]: perplexity });
    heldOut[split] = sums;
  }
  return { name: 'loss', primary: metrics['loss'] ?? NaN, metrics, predictions: {}, heldOut };
}
