/**
 * Reads one line of WordNet's `data.*` files into plain text: the words of the synset, its definition, and its
 * examples as sentences, as in "hardly, scarcely: only a very short time before. We hardly knew them." The format is
 * that of wndb(5WN). Returns undefined for lines that hold no synset (the licence at the top of the files).
 */
export function parseGloss(line: string): string | undefined {
  const [, data, gloss] = /^(\d{8} .*?) \| (.*)$/.exec(line) ?? [];
  if (data === undefined || gloss === undefined) return undefined;
  const [definition = '', ...examples] = splitGloss(gloss.trim());
  return [`${synsetWords(data).join(', ')}: ${definition}.`, ...examples.map(asSentence)].join(' ');
}

/** The words of a synset: after offset, file number and type stands their hexadecimal count, then word and id in turn. */
function synsetWords(data: string): string[] {
  const fields = data.split(' ');
  const count = Number.parseInt(fields[3] ?? '0', 16);
  const words = Array.from({ length: count }, (_, index) => fields[4 + 2 * index] ?? '');
  // Adjectives may carry a syntactic marker, as in "galore(ip)".
  return words.map((word) => word.replace(/\([a-z]+\)$/, '').replaceAll('_', ' '));
}

/** The definition, then the quoted examples. Quotes inside of the definition's own text stay in it. */
function splitGloss(gloss: string): string[] {
  const start = gloss.search(/[;:] *"|^"/);
  if (start === -1) return [trimPunctuation(gloss)];
  const examples = [...gloss.slice(start).matchAll(/"([^"]+)"/g)].map((match) => (match[1] ?? '').trim());
  return [trimPunctuation(gloss.slice(0, start)), ...examples.filter((example) => example !== '')];
}

function trimPunctuation(text: string): string {
  return text.replace(/[\s;:,.]+$/, '');
}

function asSentence(example: string): string {
  const sentence = example.charAt(0).toUpperCase() + example.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
