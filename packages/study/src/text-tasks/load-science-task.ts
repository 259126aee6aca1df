import { UserError } from '@lamella/core';
import {
  type InstructionExample,
  miniSqa,
  readScienceQa,
  type ScienceQaSource,
  type ScienceQuestion,
} from '@lamella/datasets';
import type { Benchmark } from '../benchmarks/benchmark.ts';
import { scienceBenchmark, scienceChat, scienceTarget } from '../benchmarks/science-problems.ts';
import type { DataSource } from '@lamella/spec';

/** Questions about images, with answers that end without a line break. */
interface ScienceTask {
  readonly train: readonly InstructionExample[];
  readonly benchmarks: readonly Benchmark[];
  readonly ending: string;
}

/**
 * Loads the questions with an image of mini-sqa or of ScienceQA: training and test split, as in the paper.
 *
 * @param limit of the training examples that are read
 * @throws UserError for data of another kind, or files that are missing or malformed
 */
export async function loadScienceTask(
  task: 'mini-sqa' | 'scienceqa',
  data: DataSource,
  limit: number | undefined,
): Promise<ScienceTask> {
  const { train, test } = await loadQuestions(task, data, limit);
  const examples = train.map((question, id) => ({
    id,
    prompt: scienceChat(question),
    target: scienceTarget(question),
    image: question.image,
  }));
  return { train: examples, benchmarks: [scienceBenchmark(task, test)], ending: '' };
}

interface Questions {
  readonly train: readonly ScienceQuestion[];
  readonly test: readonly ScienceQuestion[];
}

async function loadQuestions(
  task: 'mini-sqa' | 'scienceqa',
  data: DataSource,
  limit = Infinity,
): Promise<Questions> {
  if (task === 'mini-sqa' && data.kind === 'mini') {
    const { train, dev } = miniSqa();
    return { train, test: dev };
  }
  const source = toSource(data);
  if (task === 'scienceqa' && source !== undefined)
    return {
      train: await readScienceQa(source, 'train', { limit }),
      test: await readScienceQa(source, 'test'),
    };
  const kinds = task === 'mini-sqa' ? 'mini' : 'files (a folder) or hub';
  throw new UserError(`Expected the data of ${task} to be of the kind ${kinds}, got ${data.kind}.`, {
    exitCode: 2,
  });
}

function toSource(data: DataSource): ScienceQaSource | undefined {
  if (data.kind === 'files') return { kind: 'folder', folder: data.train };
  return data.kind === 'hub' ? data : undefined;
}
