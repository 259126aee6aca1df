/** A text (A or B) or a special token, and the type of the tokens there. */
export type TemplatePart = readonly [name: string, typeId: 0 | 1];

/** Where special tokens stand around a text and around a pair. */
export interface Template {
  readonly single: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
}

/** A special token as far as a template needs to know it. */
interface SpecialToken {
  readonly id: number;
  readonly content: string;
}

/** Says where special tokens stand, as tokenizer.json has it. */
export function templateProcessing(addedTokens: readonly SpecialToken[], { single, pair }: Template): object {
  const isText = (name: string): boolean => name === 'A' || name === 'B';
  const write = (parts: readonly TemplatePart[]): object[] =>
    parts.map(([name, typeId]) => ({
      [isText(name) ? 'Sequence' : 'SpecialToken']: { id: name, type_id: typeId },
    }));
  const special = new Set(pair.map(([name]) => name).filter((name) => !isText(name)));
  const ids = addedTokens.filter(({ content }) => special.has(content));
  return {
    type: 'TemplateProcessing',
    single: write(single),
    pair: write(pair),
    special_tokens: Object.fromEntries(
      ids.map(({ content, id }) => [content, { id: content, ids: [id], tokens: [content] }]),
    ),
  };
}
