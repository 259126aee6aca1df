/** How a letter is asked for. */
export const REQUEST_FOR_LETTER = "Answer with the option's letter from the given choices directly.";

/** The letter of a choice, from A on. */
export function optionLetter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** Choices in lines such as `A. red`. */
export function optionLines(choices: readonly string[]): string {
  return choices.map((choice, i) => `${optionLetter(i)}. ${choice}`).join('\n');
}
