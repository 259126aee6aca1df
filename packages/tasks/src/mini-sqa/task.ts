import { optionScores } from '../grading/others/lmms-eval.ts';
import { scienceTask } from '../scienceqa/science-benchmark.ts';
import type { TextTaskRecord } from '../text-task.ts';
import { miniSqa } from './mini-sqa.ts';

/** mini-sqa: questions about drawn pictures, in the form of ScienceQA's. */
export const miniSqaTask = {
  title: 'mini-sqa',
  benchmarks: { 'mini-sqa': { title: 'mini-sqa', metrics: ['accuracy'], others: optionScores } },
  make: () => {
    const { train, dev } = miniSqa();
    return scienceTask('mini-sqa', { train, test: dev });
  },
} satisfies TextTaskRecord;
