import { before, strip } from './python-text.ts';

/** Texts that end an answer in the task gsm8k, which leave it out. */
const ENDS = ['Question:', '</s>', '<|im_end|>'];

/**
 * Whether an answer is right by the filter `strict-match` of lm-evaluation-harness's task gsm8k
 * (https://github.com/EleutherAI/lm-evaluation-harness, lm_eval/tasks/gsm8k/gsm8k.yaml, version 3): the number after the first
 * "#### " is the right one, text by text, without commas, dollar signs and a final point.
 */
export function isLmEvalStrict(completion: string, answer: string): boolean {
  const [, number] = before(completion, ENDS).match(/#### (-?[0-9.,]+)/) ?? [];
  return isExact(number, answer);
}

/** Whether an answer is right by its filter `flexible-extract`: the last number of the text is the right one. */
export function isLmEvalFlexible(completion: string, answer: string): boolean {
  const numbers = before(completion, ENDS).match(/-?[$0-9.,]{2,}|-?[0-9]+/g) ?? [];
  return isExact(numbers.at(-1), answer);
}

/** `exact_match` with what the task ignores; 18.0 is not 18. */
function isExact(found: string | undefined, answer: string): boolean {
  return found !== undefined && toCompared(strip(found)) === toCompared(answer);
}

function toCompared(text: string): string {
  return text.replace(/[,$]/g, '').replace(/\.$/, '');
}
