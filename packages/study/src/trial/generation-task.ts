import type { EncodedExample } from '@lamella/datasets';
import { readStopIds } from '@lamella/models';
import { isForwardImportance, type ResolvedImportance } from '@lamella/spec';
import { loadTextTask, type TextTaskName } from '@lamella/tasks';
import { evaluateBenchmarks } from './evaluate-benchmarks.ts';
import { loadExampleEncoder } from './example-encoder.ts';
import type { TaskSettings } from './task-settings.ts';
import type { SharedTask } from './trial-task.ts';
import { withoutEnd } from './without-end.ts';

type TextSettings = TaskSettings & { readonly task: TextTaskName };

/** A task whose problems are answered by text, written or chosen: trained on worked answers, scored by benchmarks. */
export async function loadGenerationTask(settings: TextSettings, modelFolder: string): Promise<SharedTask> {
  const task = await loadTextTask(settings.task, settings.data, settings.rows);
  const runsCode = task.benchmarks.some((one) => one.answeredBy !== 'choice' && one.runsCode);
  const hasImages = task.train.some(({ image }) => image !== undefined);
  const encoder = loadExampleEncoder(modelFolder, hasImages);
  const { tokenizer } = encoder;
  const encode = (maxLength: number): Promise<EncodedExample[]> =>
    encoder.encodeExamples(task.train, { maxLength, ending: task.ending });
  const train = await encode(settings.training.maxLength);
  const shared = {
    ...({ kind: 'causal-lm', numLabels: 0, hash: task.hash, padId: tokenizer.padId } as const),
    isAnsweredByText: true,
    train,
    encodeForImportance: async (importance: ResolvedImportance) => {
      const examples = await encode(importance.maxLength);
      if (!isForwardImportance(importance)) return examples;
      return examples.map((one) => withoutEnd(one, tokenizer.eosId));
    },
  };
  return {
    train,
    forTrial: async (trial, context) => {
      // Asked for first: that nothing may run programs shall not show after hours of training.
      const judge = runsCode ? await context.findJudge() : undefined;
      const run = { trial, context, encoder, judge, stopIds: readStopIds(modelFolder) };
      return {
        ...shared,
        evaluator: (model) => ({
          afterEpoch: () => ({ name: '', primary: NaN, metrics: {} }),
          evaluate: () => evaluateBenchmarks(task, { ...run, model }),
          dispose: () => undefined,
        }),
      };
    },
  };
}
