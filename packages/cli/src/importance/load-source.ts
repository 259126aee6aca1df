import { orList, UserError, unknownName } from '@lamella/core';
import { type Examples, readTextsFile } from '@lamella/datasets';
import { importanceMethods, importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import type { ModelShape } from '@lamella/planning';
import {
  type ClassifierTableTask,
  GLUE_TASKS,
  isClassifierTableTask,
  loadTableRows,
  loadTask,
  numOutputs,
  type TaskSource,
} from '@lamella/tasks';
import type { TaskKind } from '@lamella/training';

/** The request for samples to measure importance on: a GLUE task, a table of one's own, or texts alone. */
export interface SourceRequest {
  readonly method: ImportanceMethod;
  /** A GLUE task; with `train`, whether labels are classes (the default) or numbers. */
  readonly task?: string;
  readonly data?: string;
  readonly texts?: string;
  /** A table of one's own, and its columns. */
  readonly train?: string;
  readonly text?: string;
  readonly textPair?: string;
  readonly label?: string;
  /** Further columns of a table, for decoders. */
  readonly instruction?: string;
  readonly input?: string;
  readonly output?: string;
  readonly messages?: string;
}

/** The name of the data. */
export interface Source {
  readonly name: string;
  /** The first examples; all of them where no number is given. */
  first(count?: number): Examples;
  readonly kind: TaskKind;
  /** Outputs of the head that gradients are taken with. */
  readonly numLabels: number;
}

/**
 * Loads what importance is measured on.
 *
 * @throws UserError (exit code 2) if not exactly one of them is asked for, or the method needs labels that there are not
 */
export async function loadSource(
  request: SourceRequest,
  { kind }: Pick<ModelShape, 'kind'>,
): Promise<Source> {
  const { task, texts, train } = request;
  if (train !== undefined && texts === undefined) return await loadTable({ ...request, train });
  checkNoColumns(request);
  if ((task === undefined) === (texts === undefined) || train !== undefined) {
    throw new UserError(
      'Expected one of --task (with --data for a GLUE folder), --train (with --text, --text-pair and --label) and --texts, ' +
        `got ${task === undefined && texts === undefined ? 'none' : 'several'}.`,
      { exitCode: 2 },
    );
  }
  return texts === undefined
    ? await loadGlue(String(task), request.data, kind)
    : loadTexts(texts, request, kind);
}

function checkNoColumns({ train, text, textPair, label, ...others }: SourceRequest): void {
  const columns = { '--text': text, '--text-pair': textPair, '--label': label, ...decoderColumns(others) };
  const [stranger] = namesOf(columns);
  if (train !== undefined || stranger === undefined) return;
  throw new UserError(`Expected --train with the file that ${stranger} names a column of, got none.`, {
    exitCode: 2,
  });
}

function decoderColumns({ instruction, input, output, messages }: Partial<SourceRequest>) {
  return { '--instruction': instruction, '--input': input, '--output': output, '--messages': messages };
}

function namesOf(columns: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(columns).filter((name) => columns[name] !== undefined);
}

/** A table for an encoder; `loadTextTable` loads those for decoders. */
async function loadTable(request: SourceRequest & { readonly train: string }): Promise<Source> {
  const { train, text, textPair, label, method, data } = request;
  const task = tableTask(request.task);
  if (data !== undefined)
    throw new UserError('Expected --data with a GLUE task alone, got it beside --train.', { exitCode: 2 });
  const [stranger] = namesOf(decoderColumns(request));
  if (stranger !== undefined)
    throw new UserError(`Expected ${stranger} with a decoder alone, got it with an encoder.`, {
      exitCode: 2,
    });
  if (text === undefined)
    throw new UserError('Expected the column of the texts in --text beside --train, got none.', {
      exitCode: 2,
    });
  if (label === undefined && importanceOf(method).needsLabels)
    throw new UserError(
      `Expected the column of the labels in --label for --method ${method}, got none: the ${importanceOf(method).label} needs labels.`,
      { exitCode: 2 },
    );
  const { examples, labels } = await loadTableRows(task, {
    ...{ kind: 'table', train, text },
    ...(textPair !== undefined && { textPair }),
    ...(label !== undefined && { label }),
  });
  return {
    name: train,
    first: (count) => examples.first(count),
    kind: task === 'text-regression' ? 'regression' : 'classification',
    numLabels: numOutputs(task, label === undefined ? undefined : labels.length),
  };
}

function tableTask(task: string | undefined): ClassifierTableTask {
  if (task === undefined) return 'text-classification';
  if (isClassifierTableTask(task)) return task;
  throw new UserError(
    `Expected --task text-classification (the default) or text-regression with --train, got ${task}.`,
    { exitCode: 2 },
  );
}

function loadTexts(path: string, { method }: SourceRequest, modelKind: ModelShape['kind']): Source {
  if (importanceOf(method).needsLabels && modelKind === 'encoder')
    throw new UserError(
      `Expected --method ${orList(methodsWithoutLabels())} with --texts: the ${importanceOf(method).label} needs labels, which texts alone do not have. ` +
        'Take --train with --text and --label.',
      { exitCode: 2 },
    );
  const examples = readTexts(path);
  const kind = modelKind === 'decoder' ? 'causal-lm' : 'classification';
  return { name: path, first: (count) => examples.slice(0, count), kind, numLabels: 2 };
}

function readTexts(path: string): ReturnType<typeof readTextsFile> {
  try {
    return readTextsFile(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const hint = 'A file with columns is taken by --train FILE --text COLUMN.';
    throw new UserError(`${error.message} ${hint}`, { exitCode: 2, cause: error });
  }
}

async function loadGlue(
  task: string,
  data: string | undefined,
  modelKind: ModelShape['kind'],
): Promise<Source> {
  if (!GLUE_TASKS.some((name) => name === task))
    throw new UserError(
      `${unknownName('task', task, GLUE_TASKS)} Other data is taken by --train FILE or --texts FILE.`,
      { exitCode: 2 },
    );
  const { info, splits } = await loadTask(task, toSource(data));
  const kind = modelKind === 'decoder' ? 'causal-lm' : info.kind;
  return {
    name: `${info.title} of ${data ?? 'mini-glue (small synthetic tasks)'}`,
    first: (count) => splits.train.slice(0, count),
    kind,
    numLabels: kind === 'regression' ? 1 : info.labels.length,
  };
}

function methodsWithoutLabels(): ImportanceMethod[] {
  return importanceMethods.filter((name) => !importanceOf(name).needsLabels);
}

/** `--data hub` takes the hub's Parquet, a path GLUE's official folder, and nothing the embedded tasks. */
function toSource(data: string | undefined): TaskSource {
  if (data === undefined || data === 'mini-glue') return { kind: 'mini' };
  return data === 'hub' ? { kind: 'hub' } : { kind: 'folder', folder: data };
}
