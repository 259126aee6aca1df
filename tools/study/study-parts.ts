import { join } from 'node:path';
import { unknownName, UserError } from '@lamella/core';

/** An experiment of the study, and where its model and data are. */
export interface StudyPart {
  /** The spec's name in experiments/specs/study, without its ending. */
  readonly spec: string;
  /** The folder of the model within --models. */
  readonly model: string;
  /** The model on the hub. */
  readonly hubModel: string;
  /** What of --data it reads: GLUE's folder, or the files of a table by their keys in the spec. */
  readonly data: 'glue' | Readonly<Record<string, string>>;
}

const [bge, minilm, smollm2] = [
  { model: 'bge-small', hubModel: 'BAAI/bge-small-en-v1.5' },
  { model: 'minilm', hubModel: 'sentence-transformers/all-MiniLM-L6-v2' },
  { model: 'smollm2', hubModel: 'HuggingFaceTB/SmolLM2-135M' },
] as const;

/** The study's experiments, in the order in which they run: before those of an encoder its learning rates. */
export const STUDY_PARTS: readonly StudyPart[] = [
  { spec: 'rates', ...bge, data: 'glue' },
  { spec: 'bge-small', ...bge, data: 'glue' },
  { spec: 'minilm-rates', ...minilm, data: 'glue' },
  { spec: 'minilm', ...minilm, data: 'glue' },
  {
    spec: 'smollm2-gsm8k',
    ...smollm2,
    data: { 'data.train': 'math/gsm8k/train.jsonl', 'data.dev': 'math/gsm8k/test.jsonl' },
  },
  { spec: 'smollm2-mbpp', ...smollm2, data: { 'data.train': 'code/mbpp.jsonl' } },
];

/** The folders that a user has, and which parts are asked for. */
export interface StudyOptions {
  /** With bge-small, minilm and smollm2, as folders of Hugging Face; absent: from the hub. */
  readonly models?: string | undefined;
  /** With glue, math/gsm8k and code/mbpp.jsonl; absent: GLUE from the hub. */
  readonly data?: string | undefined;
  /** Names of parts, with commas. */
  readonly only?: string | undefined;
}

/** A part that can be run: the arguments of `lamella plan` and `lamella run`. */
export interface StudyRun {
  readonly spec: string;
  readonly args: readonly string[];
}

/**
 * The parts that are asked for, with where their models and data are.
 *
 * @throws UserError (exit code 2) for a part that isn't known, or that is asked for by name and needs files that no folder was given for
 */
export function studyRuns({ models, data, only }: StudyOptions): StudyRun[] {
  const names = only?.split(',');
  const unknown = names?.find((name) => STUDY_PARTS.every(({ spec }) => spec !== name));
  if (unknown !== undefined) {
    const valid = STUDY_PARTS.map(({ spec }) => spec);
    throw new UserError(unknownName('part of the study', unknown, valid), { exitCode: 2 });
  }
  return STUDY_PARTS.flatMap((part) => {
    if (names !== undefined && !names.includes(part.spec)) return [];
    const given = dataArgs(part, data);
    if (given !== undefined) {
      const model = models === undefined ? part.hubModel : join(models, part.model);
      return [{ spec: `experiments/specs/study/${part.spec}.yaml`, args: ['--model', model, ...given] }];
    }
    if (names === undefined) return [];
    throw new UserError(
      `Expected --data, the folder with ${Object.values(part.data).join(' and ')}, for ${part.spec}, got none.`,
      { exitCode: 2 },
    );
  });
}

/** Undefined where files are needed that aren't on the hub. */
function dataArgs({ data: needed }: StudyPart, data: string | undefined): string[] | undefined {
  if (needed === 'glue') return ['--data', data === undefined ? 'hub' : join(data, 'glue')];
  if (data === undefined) return undefined;
  return Object.entries(needed).flatMap(([key, file]) => ['--set', `${key}=${join(data, file)}`]);
}
