import { join } from 'node:path';
import type { EncodedExample } from '@lamella/datasets';
import { type Model, readStopIds, type Tokenizer } from '@lamella/models';
import { isForwardImportance, type ResolvedTrial } from '@lamella/spec';
import {
  type GroupScore,
  type Judge,
  loadTextTask,
  scoreAnswers,
  type TextTask,
  type TextTaskName,
} from '@lamella/tasks';
import { answerQuestions } from './answer-questions.ts';
import { type ExampleEncoder, loadExampleEncoder } from './example-encoder.ts';
import type { Evaluation, TrialContext } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';

type TextTrial = ResolvedTrial & { readonly task: TextTaskName };

/** A task whose problems are answered by text: trained on worked answers, scored by benchmarks. */
export async function loadGenerationTask(
  trial: TextTrial,
  modelFolder: string,
  context: TrialContext,
): Promise<TrialTask> {
  const task = await loadTextTask(trial.task, trial.data, trial.rows);
  // Asked for first: that nothing may run programs shall not show after hours of training.
  const judge = task.benchmarks.some(({ runsCode }) => runsCode) ? await context.findJudge() : undefined;
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
        ? examples.map((one) => withoutEnd(one, tokenizer))
        : examples;
    },
    evaluator: (model) => ({
      afterEpoch: () => ({ name: '', primary: NaN, metrics: {} }),
      evaluate: () =>
        evaluate(task, { trial, context, model, encoder, judge, stopIds: readStopIds(modelFolder) }),
      dispose: () => undefined,
    }),
  };
}

/**
 * In the paper's measurement of representations padding is the end-of-text token, so that the one at an example's end counts as padding too
 * and the token before it is the last one.
 */
function withoutEnd(example: EncodedExample, { eosId }: Tokenizer): EncodedExample {
  const length = example.ids.findLastIndex((id) => id !== eosId) + 1;
  const { ids, typeIds, tokenLabels = [] } = example;
  return {
    ...example,
    ids: ids.slice(0, length),
    typeIds: typeIds.slice(0, length),
    tokenLabels: tokenLabels.slice(0, length),
  };
}

interface Evaluated {
  readonly trial: TextTrial;
  readonly context: TrialContext;
  readonly model: Model;
  readonly encoder: ExampleEncoder;
  readonly judge: Judge | undefined;
  readonly stopIds: readonly number[] | undefined;
}

async function evaluate({ benchmarks }: TextTask, run: Evaluated): Promise<Evaluation> {
  const { trial, context, model, encoder, judge, stopIds } = run;
  const settings = trial.generation ?? {};
  const metrics: Record<string, number> = {};
  const groups: GroupScore[] = [];
  for (const benchmark of benchmarks) {
    const answers = await answerQuestions(benchmark, {
      ...{ model, judge, settings, stopIds },
      tokenizer: encoder.tokenizer,
      batchSize: trial.training.evaluationBatchSize,
      path: join(context.trialFolder, `${benchmark.name}.jsonl`),
      encode: (questions) => encoder.encodePrompts(questions),
      onAnswers: (step, steps) => context.onProgress({ phase: 'evaluation', step, steps }),
    });
    const scores = scoreAnswers(benchmark, answers, settings.k);
    for (const [name, value] of Object.entries(scores.metrics)) metrics[`${benchmark.name}/${name}`] = value;
    groups.push(...scores.groups);
  }
  const [[name, primary] = ['', NaN]] = Object.entries(metrics);
  return { name, primary, metrics, predictions: {}, groups };
}
