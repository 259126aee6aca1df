import type { EncodedExample } from '@lamella/datasets';
import { readStopIds } from '@lamella/models';
import { isForwardImportance, type ResolvedTrial } from '@lamella/spec';
import { loadTextTask, type TextTaskName } from '@lamella/tasks';
import { evaluateBenchmarks } from './evaluate-benchmarks.ts';
import { loadExampleEncoder } from './example-encoder.ts';
import type { TrialContext } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';
import { withoutEnd } from './without-end.ts';

type TextTrial = ResolvedTrial & { readonly task: TextTaskName };

/** A task whose problems are answered by text, written or chosen: trained on worked answers, scored by benchmarks. */
export async function loadGenerationTask(
  trial: TextTrial,
  modelFolder: string,
  context: TrialContext,
): Promise<TrialTask> {
  const task = await loadTextTask(trial.task, trial.data, trial.rows);
  // Asked for first: that nothing may run programs shall not show after hours of training.
  const runsCode = task.benchmarks.some((one) => one.answeredBy !== 'choice' && one.runsCode);
  const judge = runsCode ? await context.findJudge() : undefined;
  const hasImages = task.train.some(({ image }) => image !== undefined);
  const encoder = loadExampleEncoder(modelFolder, hasImages);
  const { tokenizer } = encoder;
  const encode = (maxLength: number): Promise<EncodedExample[]> =>
    encoder.encodeExamples(task.train, { maxLength, ending: task.ending });
  return {
    kind: 'causal-lm',
    numLabels: 0,
    hash: task.hash,
    padId: tokenizer.padId,
    isAnsweredByText: true,
    train: await encode(trial.training.maxLength),
    encodeForImportance: async (maxLength) => {
      const examples = await encode(maxLength);
      return trial.importance !== null && isForwardImportance(trial.importance)
        ? examples.map((one) => withoutEnd(one, tokenizer.eosId))
        : examples;
    },
    evaluator: (model) => ({
      afterEpoch: () => ({ name: '', primary: NaN, metrics: {} }),
      evaluate: () =>
        evaluateBenchmarks(task, {
          ...{ trial, context, model, encoder, judge },
          stopIds: readStopIds(modelFolder),
        }),
      dispose: () => undefined,
    }),
  };
}
