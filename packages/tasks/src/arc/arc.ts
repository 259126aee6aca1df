import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { resolveFolder } from '@lamella/files';
import type { BenchmarkRecord, ChoiceBenchmark } from '../benchmark.ts';
import type { OwnData } from '../data-source.ts';
import type { LoadedTask, TextTaskRecord } from '../text-task.ts';
import { type ArcQuestion, readArc } from './read-arc.ts';

const HUB_ID = 'allenai/ai2_arc';

type ArcName = 'arc-easy' | 'arc-challenge';
type ArcTask<Name extends ArcName> = Omit<TextTaskRecord, 'benchmarks'> & {
  readonly benchmarks: Readonly<Record<Name, BenchmarkRecord>>;
};

/** The questions of ARC (Clark et al. 2018) that simple methods answer. */
export const arcEasy = arcTask('arc-easy', { title: 'ARC-Easy', metrics: ['acc', 'acc_norm'] });

/** The questions of ARC that neither retrieval nor co-occurrence of words answers. */
export const arcChallenge = arcTask('arc-challenge', {
  title: 'ARC-Challenge',
  metrics: ['acc_norm', 'acc'],
});

/** A part of ARC: trained on the right answers of its training split, scored on its test split. */
function arcTask<Name extends ArcName>(
  name: Name,
  { title, metrics }: Pick<BenchmarkRecord, 'title' | 'metrics'>,
): ArcTask<Name> {
  const benchmark: BenchmarkRecord = { title, metrics, answeredBy: 'choice' };
  return {
    title,
    benchmarks: { [name]: benchmark } as Record<Name, BenchmarkRecord>,
    load: async (data, limit) => {
      const train = await findSplit('train', { name, title, data });
      const test = await findSplit('test', { name, title, data });
      return arcOf(name, { train: train.slice(0, limit), test });
    },
  };
}

/** Questions to train on and to be scored by, in lm-evaluation-harness's prompt. */
export function arcOf(
  name: ArcName,
  { train, test }: { readonly train: readonly ArcQuestion[]; readonly test: readonly ArcQuestion[] },
): LoadedTask {
  const examples = train.map(({ question, choices, answer }, id) => ({
    ...{ id, prompt: arcPrompt(question) },
    target: `${DELIMITER}${choices[answer] ?? ''}`,
  }));
  return { train: examples, benchmarks: [arcBenchmark(name, test)], ending: '' };
}

const DELIMITER = ' ';

function arcPrompt(question: string): string {
  return `Question: ${question}\nAnswer:`;
}

function arcBenchmark(name: ArcName, questions: readonly ArcQuestion[]): ChoiceBenchmark {
  return {
    name,
    answeredBy: 'choice',
    delimiter: DELIMITER,
    questions: questions.map(({ id, question, choices, answer }) => ({
      ...{ id, prompt: arcPrompt(question), choices, answer },
      reference: choices[answer] ?? '',
      groups: {},
    })),
  };
}

async function findSplit(
  split: 'train' | 'test',
  { name, title, data }: { readonly name: ArcName; readonly title: string; readonly data: OwnData },
): Promise<ArcQuestion[]> {
  if (data.kind === 'files') {
    const file = split === 'train' ? data.train : data.benchmarks?.[name];
    if (file !== undefined) return await readArc(file);
    throw new UserError(`Expected the file of ${title}'s questions in data.benchmarks.${name}, got none.`, {
      exitCode: 2,
    });
  }
  const { id = HUB_ID, revision } = data;
  const wanted = revision === undefined ? id : { id, revision };
  const { folder, files } = await resolveFolder(wanted, [`${title}/${split}-*.parquet`], {
    repoType: 'dataset',
  });
  return (await Promise.all(files.map((file) => readArc(join(folder, file))))).flat();
}
