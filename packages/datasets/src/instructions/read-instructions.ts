import { UserError } from '@lamella/core';
import { checkFields } from '@lamella/files';
import { type Row, readRows, textOf } from '../read-rows.ts';
import { alpacaPrompt } from './alpaca-prompt.ts';
import type { InstructionExample } from './instruction-example.ts';
import { INSTRUCTION_FIELDS, type InstructionFields } from './instruction-fields.ts';

/**
 * Reads instructions with answers from JSON (a list) or JSON Lines, and puts them into Alpaca's template: the one with an input for
 * rows that have one.
 *
 * @param limit takes the first rows only
 * @throws UserError for a file that can't be read, a row without the fields of an instruction and an answer, and one with a field
 * that may ask for another prompt or target (`system`, `history`)
 */
export function readInstructions(path: string, limit = Infinity): InstructionExample[] {
  return readRows(path)
    .slice(0, limit)
    .map((row, id) => {
      const { instruction, output, input, rules } = fieldsOf(row);
      checkFields(row.fields, rules, { where: row.where, unknown: 'refused' });
      const prompt = alpacaPrompt(textOf(row, instruction), input === undefined ? '' : inputOf(row, input));
      return { id, prompt, target: textOf(row, output) };
    });
}

/** A row's input; null stands for none in files that were tables. */
function inputOf(row: Row, name: string): string {
  return (row.fields[name] ?? null) === null ? '' : textOf(row, name);
}

function fieldsOf(row: Row): InstructionFields {
  const fields = INSTRUCTION_FIELDS.find(
    ({ instruction, output }) => instruction in row.fields && output in row.fields,
  );
  if (fields !== undefined) return fields;
  const expected = INSTRUCTION_FIELDS.map(({ instruction, output }) => `${instruction} and ${output}`).join(
    ', or ',
  );
  const found = Object.keys(row.fields).join(', ') || 'none';
  throw new UserError(`Expected the fields ${expected} at ${row.where}, got ${found}.`);
}
