import { join } from 'node:path';
import { type EncodedExample, encodeExamples } from '@lamella/datasets';
import { readJsonObject } from '@lamella/files';
import { type ImportanceMethod, isForwardMethod } from '@lamella/metrics/selection';
import { loadTokenizer, resolveModelFolder } from '@lamella/models';
import { type Config, type ModelShape, readModelShape } from '@lamella/planning';
import { type Importance, measureImportances } from '@lamella/study/trial';
import { checkRequest } from './check-request.ts';
import { encodeForDecoder } from './encode-for-decoder.ts';
import type { ImportanceRequest } from './importance-request.ts';
import type { ResolvedImportance } from '@lamella/spec';
import { loadSource, type Source } from './load-source.ts';
import { loadTextTable } from './load-text-table.ts';

/** A measurement, with the model's shape and the data's name. */
export interface MeasuredImportance {
  readonly shape: ModelShape;
  /** The data's name. */
  readonly data: string;
  readonly settings: ResolvedImportance;
  readonly importance: Importance;
}

/**
 * Measures the importance of every layer of a model for a task, or for one's own texts: by all methods that need a forward pass in
 * one, and by all that need gradients in one backward pass for each head.
 *
 * @returns in the order of the methods
 */
export async function measureForCommand(
  request: ImportanceRequest,
  methods: readonly ImportanceMethod[],
  onBatch: (numSamples: number) => void,
): Promise<MeasuredImportance[]> {
  const { folder, shape } = await findModel(request);
  checkRequest(request, methods, shape);
  // Gradients first: a head that the request does not fit is found before anything is measured.
  const passes = [methods.filter((name) => !isForwardMethod(name)), methods.filter(isForwardMethod)];
  const loaded: { readonly ofPass: readonly ImportanceMethod[]; readonly samples: Samples }[] = [];
  // All before the first pass: what one of them lacks is told at once.
  for (const ofPass of passes) {
    const [method] = ofPass;
    if (method === undefined) continue;
    loaded.push({ ofPass, samples: await loadSamples({ ...request, method }, shape, folder) });
  }
  const found = new Map<ImportanceMethod, MeasuredImportance>();
  for (const {
    ofPass,
    samples: { name: data, ...samples },
  } of loaded) {
    const settings = toSettings({ ...request, method: ofPass[0] as ImportanceMethod }, shape);
    const measured = measureImportances(settings, ofPass, { modelFolder: folder, ...samples, onBatch });
    for (const importance of measured) {
      const own = { ...settings, method: importance.method } as ResolvedImportance;
      found.set(importance.method, { shape, data, settings: own, importance });
    }
  }
  return methods.flatMap((method) => found.get(method) ?? []);
}

/** The folder of the model that is asked for, and its shape. */
export async function findModel({ model, revision }: ImportanceRequest): Promise<{
  readonly folder: string;
  readonly config: Config;
  readonly shape: ModelShape;
}> {
  const folder = await resolveModelFolder(revision === undefined ? model : { id: model, revision });
  const config = readJsonObject(join(folder, 'config.json'));
  return { folder, config, shape: readModelShape(config) };
}

/** The encoded samples that are measured on. */
export interface Samples extends Pick<Source, 'name' | 'kind' | 'numLabels'> {
  readonly examples: readonly EncodedExample[];
  readonly padId: number;
}

/** Loads and encodes what is asked for, cut to the maximum length. */
export async function loadSamples(
  request: ImportanceRequest,
  shape: ModelShape,
  folder: string,
): Promise<Samples> {
  const { train, maxLength } = request;
  const limit = request.samples === 'all' ? undefined : request.samples;
  if (shape.kind === 'decoder' && train !== undefined && request.texts === undefined) {
    const isForward = isForwardMethod(request.method);
    const examples = await loadTextTable({ ...request, train }, { folder, maxLength, limit, isForward });
    const { padId } = loadTokenizer(folder);
    return { name: train, kind: 'causal-lm', numLabels: 0, examples, padId };
  }
  const source = await loadSource(request, shape);
  const encode = shape.kind === 'decoder' ? encodeForDecoder : encodeExamples;
  const tokenizer = loadTokenizer(folder);
  const examples = await encode(source.first(limit), tokenizer, { maxLength });
  return { ...source, examples, padId: tokenizer.padId };
}

/** The settings of a measurement of all samples that were loaded. */
export function toSettings(
  request: ImportanceRequest,
  { kind, paperTargets }: ModelShape,
): ResolvedImportance {
  const { maxLength, batchSize, seed, lastLayer, heads = 1 } = request;
  const common = { samples: 'all', maxLength, batchSize } as const;
  const { method } = request;
  if (isForwardMethod(method)) {
    const pooling = request.pooling ?? (kind === 'decoder' ? 'last' : 'cls');
    return { method, pooling, ...(lastLayer === 'raw' && { lastLayer }), ...common };
  }
  const targets = request.targets ?? paperTargets;
  const plain = { method, targets, seed, normalise: false, withRespectTo: 'weights', ...common } as const;
  return { ...plain, ...(heads > 1 && { heads }) };
}
