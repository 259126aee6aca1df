/**
 * Stanford Alpaca's template around an instruction, and the one around an instruction with an input. The first is that of PiSSA's
 * scripts, and with them the paper's.
 *
 * @param input further context; an empty one is none
 * @see https://github.com/tatsu-lab/stanford_alpaca/blob/761dc5bfbdeeffa89b8bff5d038781a4055f796a/train.py#L31
 */
export function alpacaPrompt(instruction: string, input = ''): string {
  const [context, section] =
    input === ''
      ? ['', '']
      : [', paired with an input that provides further context', `### Input:\n${input}\n\n`];
  return (
    `Below is an instruction that describes a task${context}. Write a response that appropriately completes the request.\n\n` +
    `### Instruction:\n${instruction}\n\n${section}### Response:`
  );
}
