/** English punctuation and short forms that a tokenizer sets apart, each with what it is joined to. */
const JOINED: readonly (readonly [apart: string, joined: string])[] = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

/** Takes spaces before punctuation and in short forms away from a decoded text (`clean_up_tokenization` of `transformers`). */
export function cleanUpSpaces(text: string): string {
  return JOINED.reduce((cleaned, [apart, joined]) => cleaned.replaceAll(apart, joined), text);
}
