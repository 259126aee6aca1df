/** The template that PiSSA's scripts, and with them the paper's, put around an instruction (that of Stanford Alpaca without an input). */
export function alpacaPrompt(instruction: string): string {
  return (
    'Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n' +
    `### Instruction:\n${instruction}\n\n### Response:`
  );
}
