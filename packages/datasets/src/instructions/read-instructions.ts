import { UserError } from '@lamella/core';
import { type Row, readRows, textOf } from '../benchmarks/read-rows.ts';
import { alpacaPrompt } from './alpaca-prompt.ts';
import type { InstructionExample } from './instruction-example.ts';

/** The fields of an instruction and its answer: those of PiSSA's data, of MetaMathQA and of GSM8K. */
const FIELDS = [
  ['instruction', 'output'],
  ['query', 'response'],
  ['question', 'answer'],
] as const;

/**
 * Reads instructions with answers from JSON (a list) or JSON Lines, and puts them into PiSSA's template.
 *
 * @param limit takes the first rows only
 * @throws UserError for a file that can't be read or a row without the fields of an instruction and an answer
 */
export function readInstructions(path: string, limit = Infinity): InstructionExample[] {
  return readRows(path)
    .slice(0, limit)
    .map((row, id) => {
      const [instruction, output] = fieldsOf(row);
      return { id, prompt: alpacaPrompt(textOf(row, instruction)), target: textOf(row, output) };
    });
}

function fieldsOf(row: Row): readonly [string, string] {
  const fields = FIELDS.find((names) => names.every((name) => name in row.fields));
  if (fields !== undefined) return fields;
  const expected = FIELDS.map((names) => names.join(' and ')).join(', or ');
  const found = Object.keys(row.fields).join(', ') || 'none';
  throw new UserError(`Expected the fields ${expected} at ${row.where}, found ${found}.`);
}
