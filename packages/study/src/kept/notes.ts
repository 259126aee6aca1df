import type { SaveOptions } from '@lamella/adapters';
import { formatTask, type TaskNote } from '@lamella/adapters/notes';

import type { ResolvedTrial } from '@lamella/spec';
import { formatJson } from '../results/format-json.ts';
import type { DoneResult } from '../results/trial-result.ts';
import { formatAdapter } from './format-adapter.ts';
import { type KeptModel, pythonLines } from './python-lines.ts';

/** All that the notes tell of kept weights. */
export interface Told extends KeptModel {
  readonly trial: ResolvedTrial;
  readonly note: TaskNote;
  readonly selection: DoneResult['selection'];
  /** Of the development set, by name; unknown before the evaluation. */
  readonly scores?: readonly Score[] | undefined;
}

/** A score, such as an accuracy. */
export interface Score {
  readonly name: string;
  readonly value: number;
  /** The score of an answer without a look at the example, such as the majority class. */
  readonly baseline?: { readonly of: string; readonly value: number | null } | undefined;
}

/** The texts that lie beside kept weights. */
export function notesOf(told: Told): NonNullable<SaveOptions['notes']> {
  return {
    'README.md': modelCard(told),
    'selection.json': formatJson(selectionNote(told)),
    'task.json': formatTask(told.note),
  };
}

/** The layers that were adapted, and how they were chosen. */
function selectionNote({ trial, selection }: Told): object {
  const { id, numLayers, tuning, importance } = trial;
  return { trial: id, numLayers, tuning, ...selection, numSelected: selection.layers.length, importance };
}

/** The model card: what was trained, on what, how well, and how it is used. */
export function modelCard(told: Told): string {
  const { trial, base, note, kind } = told;
  const header = [
    '---',
    `library_name: ${kind === 'adapter' ? 'peft' : 'transformers'}`,
    `base_model: ${JSON.stringify(base.name)}`,
    '---',
  ];
  const rows = [...describe(told), ...(told.scores ?? []).map(scoreRow)];
  return `${[
    ...header,
    '',
    `# ${trial.id}`,
    '',
    ...rows.map(([name, value]) => `- ${name}: ${value}`),
    '',
    'In Python, from this folder:',
    '',
    '```python',
    ...pythonLines('.', told),
    '```',
    '',
    'With Lamella:',
    '',
    '```sh',
    note.kind === 'causal-lm' ? generateLine(told) : predictLine(told),
    '```',
    '',
    'selection.json says which layers were chosen and how, task.json what the outputs mean.',
  ].join('\n')}\n`;
}

function describe({ trial, base, note, selection }: Told): (readonly [string, string])[] {
  const { layers } = selection;
  const how = trial.tuning === 'lora' ? ` (chosen by ${selection.method})` : '';
  return [
    ['base model', base.revision === undefined ? base.name : `${base.name} at ${base.revision}`],
    ...(note.quantization === undefined ? [] : [['base held in', note.quantization] as const]),
    ['trained', formatAdapter(trial)],
    ...(trial.tuning === 'lora'
      ? [[`layers, of ${trial.numLayers}`, `${layers.join(', ')}${how}`] as const]
      : []),
    ['data', `${note.title} (${note.task})`],
    ...(note.labels === undefined ? [] : [['classes', note.labels.join(', ')] as const]),
    ['seed', String(trial.seed)],
  ];
}

function scoreRow({ name, value, baseline }: Score): readonly [string, string] {
  const beside =
    baseline === undefined || baseline.value === null
      ? ''
      : ` (${baseline.of}: ${baseline.value.toFixed(4)})`;
  return [name, `${value.toFixed(4)}${beside}`];
}

function predictLine({ kind, note }: Told): string {
  const { text = 'COLUMN', textPair } = note.columns ?? {};
  const pair = textPair === undefined ? '' : ` --text-pair ${textPair}`;
  return `lamella predict --${kind} . --input FILE.csv --text ${text}${pair}${heldIn(note)}`;
}

function generateLine({ kind, note }: Told): string {
  return `lamella predict --${kind} . --input FILE.jsonl${heldIn(note)}`;
}

/** The option that holds the base as in training. */
function heldIn({ quantization }: TaskNote): string {
  return quantization === undefined ? '' : ` --quantization ${quantization}`;
}
