import { join } from 'node:path';
import { UserError, unknownName } from '@lamella/core';
import { encodeExamples, type Example, readTextsFile } from '@lamella/datasets';
import { readJsonFile } from '@lamella/files';
import {
  importanceMethods,
  importanceOf,
  type ImportanceMethod,
  isForwardMethod,
} from '@lamella/metrics/selection';
import { loadTokenizer, resolveModelFolder } from '@lamella/models';
import type { TaskKind } from '@lamella/training';
import { type ModelShape, readModelShape } from '@lamella/planning';
import { type Importance, measureImportance } from '@lamella/study/trial';
import { checkRequest } from './check-request.ts';
import { encodeForDecoder } from './encode-for-decoder.ts';
import type { ImportanceRequest } from './importance-request.ts';
import type { ResolvedImportance } from '@lamella/spec';
import { GLUE_TASKS, loadTask, type TaskSource } from '@lamella/tasks';

/** What was measured, and of what. */
export interface MeasuredImportance {
  readonly shape: ModelShape;
  /** The data's name. */
  readonly data: string;
  readonly settings: ResolvedImportance;
  readonly importance: Importance;
}

/** Measures the importance of every layer of a model for a task, or for one's own texts. */
export async function measureForCommand(
  request: ImportanceRequest,
  onBatch: (numSamples: number) => void,
): Promise<MeasuredImportance> {
  const folder = await resolveModelFolder(
    request.revision === undefined ? request.model : { id: request.model, revision: request.revision },
  );
  const shape = readModelShape(readJsonFile(join(folder, 'config.json')) as Record<string, unknown>);
  checkRequest(request, shape);
  const source = await loadExamples(request, shape);
  const settings = toSettings(request, shape);
  const tokenizer = loadTokenizer(folder);
  const samples = request.samples === 'all' ? source.examples : source.examples.slice(0, request.samples);
  const encode = shape.kind === 'decoder' ? encodeForDecoder : encodeExamples;
  const importance = measureImportance(settings, {
    modelFolder: folder,
    numLabels: source.numLabels,
    kind: source.kind,
    examples: await encode(samples, tokenizer, { maxLength: settings.maxLength }),
    padId: tokenizer.padId,
    onBatch,
  });
  return { shape, data: source.name, settings, importance };
}

interface Source {
  readonly name: string;
  readonly examples: readonly Example[];
  readonly kind: TaskKind;
  readonly numLabels: number;
}

async function loadExamples(
  { task, data, texts, method }: ImportanceRequest,
  { kind: modelKind }: ModelShape,
): Promise<Source> {
  if ((task === undefined) === (texts === undefined)) {
    throw new UserError(
      'Expected either --task (with --data for a GLUE folder) or --texts, got both or neither.',
      { exitCode: 2 },
    );
  }
  if (texts !== undefined) {
    if (importanceOf(method).needsLabels && modelKind === 'encoder')
      throw new UserError(
        `Expected --method ${methodsWithoutLabels().join(' or ')} with --texts: the ${importanceOf(method).label} needs labels, which texts alone do not have.`,
        { exitCode: 2 },
      );
    const kind = modelKind === 'decoder' ? 'causal-lm' : 'classification';
    return { name: texts, examples: readTextsFile(texts), kind, numLabels: 2 };
  }
  if (!GLUE_TASKS.some((name) => name === task))
    throw new UserError(unknownName('task', String(task), GLUE_TASKS), { exitCode: 2 });
  const { info, splits } = await loadTask(String(task), toSource(data));
  const kind = modelKind === 'decoder' ? 'causal-lm' : info.kind;
  return {
    name: `${info.title} of ${data ?? 'mini-glue (small synthetic tasks)'}`,
    examples: splits.train,
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

function toSettings(request: ImportanceRequest, { kind, paperTargets }: ModelShape): ResolvedImportance {
  const { maxLength, batchSize, seed, lastLayer } = request;
  const common = { samples: 'all', maxLength, batchSize } as const;
  const { method } = request;
  if (isForwardMethod(method)) {
    const pooling = request.pooling ?? (kind === 'decoder' ? 'last' : 'cls');
    return { method, pooling, ...(lastLayer === 'raw' && { lastLayer }), ...common };
  }
  const targets = request.targets ?? paperTargets;
  return { method, targets, seed, normalise: false, withRespectTo: 'weights', ...common };
}
