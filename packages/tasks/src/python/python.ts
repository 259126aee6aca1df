import { humaneval } from '../humaneval/humaneval.ts';
import { mbpp } from '../mbpp/mbpp.ts';
import type { TextTaskRecord } from '../text-task.ts';

/** Programs as PiSSA trains them: instructions with Python in their answers, scored on HumanEval and MBPP. */
export const python = { title: 'Python', benchmarks: { humaneval, mbpp } } satisfies TextTaskRecord;
