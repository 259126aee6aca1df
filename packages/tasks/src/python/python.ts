import { humaneval } from '../humaneval/humaneval.ts';
import { mbpp } from '../mbpp/mbpp.ts';
import { humanEvalPissa, mbppPissa } from '../pissa-code/pissa-code.ts';
import type { TextTaskRecord } from '../text-task.ts';

/** Programs as PiSSA trains them: instructions with Python in their answers, scored on HumanEval and MBPP. */
export const python = {
  title: 'Python',
  benchmarks: { humaneval, mbpp, 'humaneval-pissa': humanEvalPissa, 'mbpp-pissa': mbppPissa },
} satisfies TextTaskRecord;
