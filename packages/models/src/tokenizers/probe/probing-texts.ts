/** Behind what is repeated, something else, and then whatever character an expression waits for: a search for one that is not there ends at once. */
const ENDING = `~\n${String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index))}`;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Short texts on which a tokeniser's patterns show whether they end: ordinary ones, and those that an expression which repeats
 * what it repeats searches in 2^n ways, a single character or word over and over with something else at the end.
 */
export function probingTexts(): string[] {
  const repeated = [...LETTERS, ...LETTERS.toUpperCase(), ...'0123456789', ...' \n\t.,!-_', 'é', '日'];
  return [
    '',
    'The film was surprisingly good, and it’s 12 minutes longer than it needed to be.\n\n  def f(x): return x ** 2',
    'Größe: 1.234,56 € – “日本語”, русский, العربية, 👩‍👩‍👧 e\u0301',
    ...repeated.map((character) => character.repeat(40) + ENDING),
    ...['word ', 'a b ', 'a.', 'a-', 'A1 '].map((part) => part.repeat(20) + ENDING),
  ];
}
