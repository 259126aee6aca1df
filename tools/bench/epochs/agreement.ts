import { mean, meanDifference } from '@lamella/metrics';
import { parseJsonLines } from '../../json-lines.ts';
import type { Training } from './run-trainings.ts';

/** A task on which both programs train with several seeds, and the score of it that is compared. */
export interface AgreementWork extends Training {
  readonly metric: string;
}

/** The tasks of the comparison, with one model, whose pooler is trained: MiniLM's own is no use to any of them. */
export function agreementWorks(model: string): AgreementWork[] {
  const tasks = [
    ['sst2', 'SST-2', 'accuracy'],
    ['mrpc', 'MRPC', 'accuracy'],
    ['cola', 'CoLA', 'matthews'],
    ['stsb', 'STS-B', 'pearson'],
  ] as const;
  const settings = { precision: 'float32', learningRate: 1e-3, pooler: 'trained' } as const;
  return tasks.map(([task, folder, metric]) => ({ model, task, folder, metric, ...settings }));
}

/** A training that was done, and its score × 100: a line of the file that scores are kept in. */
export interface KeptScore {
  readonly model: string;
  /** GLUE's folder of the task. */
  readonly task: string;
  readonly rows: number;
  readonly epochs: number;
  readonly program: 'Lamella' | 'PyTorch';
  readonly seed: number;
  readonly score: number;
}

/** The scores of a file: a JSON object per line. */
export function parseScores(text: string): KeptScore[] {
  return parseJsonLines<KeptScore>(text);
}

/** The scores of a model by task, of the seeds that both programs have trained with; tasks without any are left out. */
export function pairScores(kept: readonly KeptScore[], model: string): SeedScores[] {
  return agreementWorks(model).flatMap((work) => {
    const of = (program: KeptScore['program']): ReadonlyMap<number, number> =>
      new Map(
        kept
          .filter((one) => one.model === model && one.task === work.folder && one.program === program)
          .map(({ seed, score }) => [seed, score]),
      );
    const [lamella, pytorch] = [of('Lamella'), of('PyTorch')];
    const seeds = [...lamella.keys()].filter((seed) => pytorch.has(seed)).sort((a, b) => a - b);
    if (seeds.length === 0) return [];
    const scoresOf = (by: ReadonlyMap<number, number>): number[] => seeds.map((seed) => by.get(seed) ?? NaN);
    return [{ work, lamella: scoresOf(lamella), pytorch: scoresOf(pytorch) }];
  });
}

/** The scores of a task in both programs, by seed, × 100. */
export interface SeedScores {
  readonly work: AgreementWork;
  readonly lamella: readonly number[];
  readonly pytorch: readonly number[];
}

/** A Markdown table: the means of both programs and how far they lie apart, with Welch's 95 % interval and p value. */
export function formatAgreement(rows: readonly SeedScores[]): string {
  const header = [
    '| task | score | seeds | Lamella | PyTorch + PEFT | difference | 95 % interval | p |',
    '| --- | --- | --: | --: | --: | --: | --: | --: |',
  ];
  const lines = rows.map(({ work, lamella, pytorch }) => {
    const { difference, interval, pValue } = meanDifference(lamella, pytorch);
    const [low, high] = interval.map(signed);
    const cells = [work.folder, work.metric, lamella.length, scores(lamella), scores(pytorch)];
    return `| ${[...cells, signed(difference), `${low} to ${high}`, pValue.toFixed(2)].join(' | ')} |`;
  });
  return [...header, ...lines].join('\n');
}

const scores = (values: readonly number[]): string =>
  `${mean(values).toFixed(1)} (${values.map((value) => value.toFixed(1)).join(', ')})`;

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
