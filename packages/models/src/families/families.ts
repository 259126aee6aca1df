import { unknownName, UserError } from '@lamella/core';
import { BERT } from '../bert/family.ts';
import { DEBERTA } from '../deberta/family.ts';
import { GEMMA } from '../gemma/family.ts';
import { LLAMA } from '../llama/family.ts';
import { LLAVA } from '../llava/family.ts';
import { MISTRAL } from '../mistral/family.ts';
import { MODERNBERT } from '../modernbert/family.ts';
import { QWEN2 } from '../qwen2/family.ts';
import { ROBERTA } from '../roberta/family.ts';
import type { FamilyRecord } from '../shapes/family-record.ts';

/** All families: a new one is a folder, a row here and one in load-model.ts. */
export const familyRecords: readonly FamilyRecord[] = [
  ROBERTA,
  BERT,
  DEBERTA,
  MODERNBERT,
  LLAMA,
  MISTRAL,
  GEMMA,
  QWEN2,
  LLAVA,
];

/** Their names: `model_type` in config.json. */
export const familyNames: readonly string[] = familyRecords.map(({ name }) => name);

/** The family that has a name, if there is one. */
export function findFamily(name: unknown): FamilyRecord | undefined {
  return familyRecords.find((record) => record.name === name);
}

/** @throws {UserError} with the nearest name if no family has this one */
export function familyNamed(name: string): FamilyRecord {
  const record = findFamily(name);
  if (record !== undefined) return record;
  throw new UserError(unknownName('architecture', name, familyNames));
}
