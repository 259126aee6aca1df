import { type FieldRules, noEffect, used } from '@lamella/files';

/** The fields of an instruction and its answer in one of the forms that are in use, and what is known of the others. */
export interface InstructionFields {
  readonly instruction: string;
  readonly output: string;
  /** Further context of the instruction. */
  readonly input?: string;
  readonly rules: FieldRules;
}

const notes: FieldRules = {
  ...noEffect('it says where a row is from', 'id', 'idx', 'index', 'source', 'dataset', 'type', 'category'),
  ...noEffect("MetaMathQA's question before it was rephrased", 'original_question'),
};

/** Those of PiSSA's and of Alpaca's data, of MetaMathQA and of GSM8K. */
export const INSTRUCTION_FIELDS: readonly InstructionFields[] = [
  {
    ...{ instruction: 'instruction', output: 'output', input: 'input' },
    rules: {
      ...used('instruction', 'output', 'input'),
      ...notes,
      ...noEffect("Alpaca's prompt and output once more, as one text", 'text'),
      ...noEffect('the last number of the output once more, as in LLM-Adapters', 'answer'),
    },
  },
  { instruction: 'query', output: 'response', rules: { ...used('query', 'response'), ...notes } },
  { instruction: 'question', output: 'answer', rules: { ...used('question', 'answer'), ...notes } },
];
