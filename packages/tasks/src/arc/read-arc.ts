import { UserError } from '@lamella/core';
import { readTable, type Row, textOf, textsOf } from '@lamella/datasets';
import { isRecord } from '@lamella/files';

/** A science question with its choices. */
export interface ArcQuestion {
  /** The authors' (`Mercury_7175875`); one that an earlier row has is followed by its own row's number, from 1. */
  readonly id: string;
  readonly question: string;
  /** 3 to 5 texts, in almost all questions 4. */
  readonly choices: readonly string[];
  /** Which choice is right, from 0. */
  readonly answer: number;
}

/**
 * Reads a split of ARC, as the hub's allenai/ai2_arc has it (Parquet or JSON Lines of {id, question, choices: {text, label},
 * answerKey}), or as its authors publish it (JSON Lines of {id, question: {stem, choices: [{text, label}]}, answerKey}). Labels are
 * A to E or 1 to 5; the key is one of them.
 *
 * @throws UserError with the row's place for a field that is missing or malformed, and a key that no choice has
 */
export async function readArc(path: string): Promise<ArcQuestion[]> {
  const questions = await readTable(path, { columns: ['question'] });
  const hasStem = isRecord(questions.value(0, 'question'));
  const columns = ['id', 'question', 'answerKey', ...(hasStem ? [] : ['choices'])];
  const table = await readTable(path, { columns });
  const seen = new Set<string>();
  return Array.from({ length: table.numRows }, (_, i) => {
    const row = { fields: table.row(i), where: table.where(i) };
    const id = textOf(row, 'id');
    const own = seen.has(id) ? `${id}/${i + 1}` : id;
    seen.add(own);
    return { id: own, ...(hasStem ? readAuthors(row) : readHub(row)) };
  });
}

type Content = Omit<ArcQuestion, 'id'>;

function readHub(row: Row): Content {
  const choices = { fields: recordOf(row, 'choices'), where: row.where };
  const [texts, labels] = [textsOf(choices, 'text'), textsOf(choices, 'label')];
  return { question: textOf(row, 'question'), ...checkChoices(row, texts, labels) };
}

function readAuthors(row: Row): Content {
  const { where } = row;
  const question = { fields: recordOf(row, 'question'), where };
  const { choices } = question.fields;
  if (!Array.isArray(choices) || !choices.every(isRecord))
    throw new UserError(`Expected "choices" to be a list of choices at ${where}, got ${show(choices)}.`);
  const textsIn = (name: string): string[] => choices.map((fields) => textOf({ fields, where }, name));
  return { question: textOf(question, 'stem'), ...checkChoices(row, textsIn('text'), textsIn('label')) };
}

function checkChoices(
  row: Row,
  choices: readonly string[],
  labels: readonly string[],
): Pick<Content, 'choices' | 'answer'> {
  if (choices.length < 2 || labels.length !== choices.length || choices.includes(''))
    throw new UserError(
      `Expected two choices or more, each with a text and a label, at ${row.where}, got ${show(choices)} with ${show(labels)}.`,
    );
  const key = textOf(row, 'answerKey');
  const answer = labels.indexOf(key);
  if (answer >= 0) return { choices, answer };
  throw new UserError(
    `Expected "answerKey" to be one of ${labels.join(', ')} at ${row.where}, got ${show(key)}.`,
  );
}

function recordOf({ fields, where }: Row, name: string): Row['fields'] {
  const value = fields[name];
  if (isRecord(value)) return value;
  throw new UserError(`Expected "${name}" to be an object at ${where}, got ${show(value)}.`);
}

function show(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 60);
}
