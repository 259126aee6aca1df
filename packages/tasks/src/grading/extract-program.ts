/**
 * The Python in what a model wrote: the first fenced block if there is one, else all of it; without the part that runs it as
 * a script or shows how to.
 */
export function extractProgram(completion: string): string {
  const [, fenced] = /```(?:python|py)?[^\S\n]*\n([\s\S]*?)(?:\n```|$)/i.exec(completion) ?? [];
  const program = (fenced ?? completion).replaceAll('\r', '');
  const ends = [/^if __name__ ==/m, /^# Example usage/im].map((end) => program.search(end));
  return program.slice(0, Math.min(program.length, ...ends.filter((place) => place >= 0)));
}

/**
 * A whole function from its beginning and an answer that either goes on from there or writes the function again.
 *
 * @param prompt imports, the first line of the function and its docstring
 */
export function completeFunction(prompt: string, answer: string, name: string): string {
  const isWhole = new RegExp(`^(?:async )?def ${name}\\b`, 'm').test(answer);
  if (!isWhole) return `${prompt}${answer}`;
  // What stands before the function, such as imports, an answer may leave out.
  const before = prompt.slice(0, Math.max(0, prompt.search(new RegExp(`^def ${name}\\b`, 'm'))));
  return `${before}${answer}`;
}
