import type { TaskNote } from '@lamella/adapters/notes';
import type { BaseModel } from './base-model.ts';

/** A model or an adapter that Python loads. */
export interface KeptModel {
  readonly kind: 'adapter' | 'model';
  readonly base: BaseModel;
  readonly note: Pick<TaskNote, 'kind' | 'labels' | 'replacesHead'>;
}

/**
 * Three lines of Python that load a kept adapter or model and its tokenizer.
 *
 * PEFT makes the base of an adapter from the base's own files, which do not know the classes, and the adapter's files have no
 * place for them: they are given as `id2label`, from which transformers takes their number.
 *
 * @param folder as it is to stand in them
 */
export function pythonLines(folder: string, model: KeptModel): readonly string[] {
  const { kind, base } = model;
  const library = kind === 'adapter' ? 'peft.AutoPeftModelFor' : 'transformers.AutoModelFor';
  const head = model.note.kind === 'causal-lm' ? 'CausalLM' : 'SequenceClassification';
  const keywords = [text(folder), ...(kind === 'adapter' ? keywordsOf(model) : [])];
  const tokenizer =
    kind === 'adapter'
      ? [text(base.name), ...(base.revision === undefined ? [] : [`revision=${text(base.revision)}`])]
      : [text(folder)];
  return [
    kind === 'adapter' ? 'import peft, transformers' : 'import transformers',
    `model = ${library}${head}.from_pretrained(${keywords.join(', ')}).eval()`,
    `tokenizer = transformers.AutoTokenizer.from_pretrained(${tokenizer.join(', ')})`,
  ];
}

function keywordsOf({ note }: KeptModel): string[] {
  if (note.kind === 'causal-lm') return [];
  const labels = (note.labels ?? []).map((label, id) => `${id}: ${text(label)}`).join(', ');
  return [
    note.kind === 'regression' ? 'num_labels=1' : `id2label={${labels}}`,
    ...(note.replacesHead === true ? ['ignore_mismatched_sizes=True'] : []),
  ];
}

/** A literal of Python: JSON's strings are such. */
function text(value: string): string {
  return JSON.stringify(value);
}
