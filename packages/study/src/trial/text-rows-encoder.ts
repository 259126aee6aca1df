import { messageOf, UserError, warn } from '@lamella/core';
import {
  type EncodedExample,
  encodeInstructions,
  encodePartlyLearnt,
  encodeTexts,
  fitExamples,
  type PartlyLearntText,
} from '@lamella/datasets';
import { loadAssistantParts, loadTokenizer, type Tokenizer } from '@lamella/models';
import type { TextRow } from '@lamella/tasks';
import { withoutEnd } from './without-end.ts';

/** Turns rows of a user's own table into what a decoder learns. */
export interface TextRowsEncoder {
  readonly tokenizer: Tokenizer;
  /**
   * The examples of some rows, cut to a length, without those in which nothing is left to learn. What was cut is told.
   *
   * @param name of the rows, such as `train`
   * @throws UserError (exit code 2) with the place of a row that the model's chat template can't write, and if nothing is left
   */
  encode(rows: readonly TextRow[], name: string, maxLength: number): Promise<readonly EncodedExample[]>;
  /** The same as representations are measured on them: up to the last token that is said, without what ends a text or a turn. */
  encodeWithoutEnds(
    rows: readonly TextRow[],
    name: string,
    maxLength: number,
  ): Promise<readonly EncodedExample[]>;
}

/** The encoder of a model's folder. */
export function loadTextRowsEncoder(folder: string): TextRowsEncoder {
  const model = { folder, tokenizer: loadTokenizer(folder) };
  return {
    tokenizer: model.tokenizer,
    encode: (rows, name, maxLength) => encodeFitting(rows, name, { ...model, maxLength, hasEnds: true }),
    encodeWithoutEnds: async (rows, name, maxLength) => {
      const examples = await encodeFitting(rows, name, { ...model, maxLength, hasEnds: false });
      return examples.map((example) => withoutEnd(example, model.tokenizer.eosId));
    },
  };
}

interface Encoding {
  readonly folder: string;
  readonly tokenizer: Tokenizer;
  readonly maxLength: number;
  /** Whether a conversation's last turn is ended. */
  readonly hasEnds: boolean;
}

/** Encodes rows and cuts them, and tells what was cut. */
async function encodeFitting(
  rows: readonly TextRow[],
  name: string,
  encoding: Encoding,
): Promise<readonly EncodedExample[]> {
  const { maxLength } = encoding;
  const { examples, numSplit } = await encodeRows(rows, encoding);
  const fitted = fitExamples(examples, maxLength);
  tell({ ...fitted, numSplit }, { rows, name, maxLength });
  return fitted.examples;
}

/** Encodes rows, which are all of one form, without cutting them; long texts are split. */
async function encodeRows(
  rows: readonly TextRow[],
  { folder, tokenizer, maxLength, hasEnds }: Encoding,
): Promise<{ readonly examples: readonly EncodedExample[]; readonly numSplit: number }> {
  const texts = rows.flatMap((row) => (row.form === 'text' ? [row.text] : []));
  if (texts.length > 0) return await encodeTexts(texts, tokenizer, maxLength);
  const answers = rows.flatMap((row, id) => (row.form === 'instruction' ? [{ ...row, id }] : []));
  if (answers.length > 0)
    return {
      examples: await encodeInstructions(answers, tokenizer, { maxLength: Infinity, ending: '' }),
      numSplit: 0,
    };
  const render = loadAssistantParts(folder);
  const conversations = rows.map((row, id) => ({ id, ...renderRow(row, render, hasEnds) }));
  return { examples: await encodePartlyLearnt(conversations, tokenizer), numSplit: 0 };
}

function renderRow(
  row: TextRow,
  render: ReturnType<typeof loadAssistantParts>,
  hasEnds: boolean,
): Omit<PartlyLearntText, 'id'> {
  if (row.form !== 'messages') throw new Error(`Expected rows of one form, got ${row.form} as well`);
  try {
    const { text, said, end } = render(row.messages);
    return { text: hasEnds ? text : text.slice(0, end), learnt: said };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${row.where}: ${messageOf(error)}`, { exitCode: 2, cause: error });
  }
}

function tell(
  { examples, numCut, emptied, numSplit }: ReturnType<typeof fitExamples> & { readonly numSplit: number },
  {
    rows,
    name,
    maxLength,
  }: { readonly rows: readonly TextRow[]; readonly name: string; readonly maxLength: number },
): void {
  const longer = `longer than ${maxLength} tokens (maxLength)`;
  const share = (count: number): string =>
    `${count} of ${rows.length} rows of ${name} (${((100 * count) / rows.length).toFixed(1)} %)`;
  const first = `the first at ${rows[emptied[0] ?? 0]?.where}`;
  if (examples.length === 0)
    throw new UserError(
      `Expected rows of ${name} with something to learn within ${maxLength} tokens (maxLength), got none: what is to be learnt begins ` +
        `behind them, ${first}.`,
      { exitCode: 2 },
    );
  if (numSplit > 0) warn(`${share(numSplit)} are ${longer}: they become several examples each.`);
  if (numCut > 0) warn(`${share(numCut)} are ${longer}: their end is cut away.`);
  if (emptied.length > 0)
    warn(
      `${share(emptied.length)} have nothing left to learn within ${maxLength} tokens and are left out, ${first}.`,
    );
}
