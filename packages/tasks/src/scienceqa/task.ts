import type { OwnData } from '../data-source.ts';
import type { TextTaskRecord } from '../text-task.ts';
import { optionScores } from '../grading/others/lmms-eval.ts';
import { readScienceQa, type ScienceQaSource } from './read-science-qa.ts';
import { scienceTask } from './science-benchmark.ts';

/** ScienceQA (Lu et al. 2022), the questions with an image: trained on its training split and scored on its test split. */
export const scienceqaTask = {
  title: 'ScienceQA',
  benchmarks: { scienceqa: { title: 'ScienceQA-IMG', metrics: ['accuracy'], others: optionScores } },
  load: async (data, limit = Infinity) => {
    const source = toSource(data);
    return scienceTask('scienceqa', {
      train: await readScienceQa(source, 'train', { limit }),
      test: await readScienceQa(source, 'test'),
    });
  },
} satisfies TextTaskRecord;

function toSource(data: OwnData): ScienceQaSource {
  return data.kind === 'files' ? { kind: 'folder', folder: data.train } : data;
}
