/** A sentence end: its mark, with closing quotes or brackets, before a space and something that can begin a sentence. */
const SENTENCE_END = /(?<=[.!?]["'”’)\]]*) +(?=["'“‘([]*[A-Z0-9])/;

/**
 * Splits running text into passages of whole sentences, each at most `maxCharacters` long where its sentences
 * allow that. Blank lines always separate passages; white space within one becomes single spaces.
 */
export function splitPassages(text: string, maxCharacters: number): string[] {
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s+/g, ' ').trim());
  return paragraphs
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => splitParagraph(paragraph, maxCharacters));
}

function splitParagraph(paragraph: string, maxCharacters: number): string[] {
  const passages: string[] = [];
  let passage = '';
  for (const sentence of paragraph.split(SENTENCE_END)) {
    if (passage !== '' && passage.length + 1 + sentence.length > maxCharacters) {
      passages.push(passage);
      passage = '';
    }
    passage = passage === '' ? sentence : `${passage} ${sentence}`;
  }
  return [...passages, passage];
}
