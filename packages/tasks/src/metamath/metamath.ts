import { gsm8k } from '../gsm8k/gsm8k.ts';
import { math } from '../math/math.ts';
import type { TextTaskRecord } from '../text-task.ts';

/** Mathematics as PiSSA trains it: MetaMathQA's worked answers, scored on GSM8K and MATH. */
export const metamath = { title: 'MetaMathQA', benchmarks: { gsm8k, math } } satisfies TextTaskRecord;
