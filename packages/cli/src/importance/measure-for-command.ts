import { join } from 'node:path';
import { encodeExamples } from '@lamella/datasets';
import { readJsonFile } from '@lamella/files';
import { isForwardMethod } from '@lamella/metrics/selection';
import { loadTokenizer, resolveModelFolder } from '@lamella/models';
import { type ModelShape, readModelShape } from '@lamella/planning';
import { type Importance, measureImportance } from '@lamella/study/trial';
import { checkRequest } from './check-request.ts';
import { encodeForDecoder } from './encode-for-decoder.ts';
import type { ImportanceRequest } from './importance-request.ts';
import type { ResolvedImportance } from '@lamella/spec';
import { loadSource } from './load-source.ts';

/** A measurement, with the model's shape and the data's name. */
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
  const source = await loadSource(request, shape);
  const settings = toSettings(request, shape);
  const tokenizer = loadTokenizer(folder);
  const samples = source.first(request.samples === 'all' ? undefined : request.samples);
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
