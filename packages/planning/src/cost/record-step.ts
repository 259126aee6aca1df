import { type AdaptedModel, adaptModel, type AdapterConfig } from '@lamella/adapters';
import {
  type MatmulPrecision,
  type OperationRecord,
  type Parameter,
  planOperations,
  type Quantization,
  quantizedBytes,
  symbolicTensor,
} from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import { createModel, type HeadKind, type Model } from '@lamella/models';
import {
  countKeptLayers,
  DEFAULT_ADAMW,
  FineTuningStep,
  type KeepPrefix,
  type StepPrefix,
  type TaskKind,
} from '@lamella/training';

/** A training step to be recorded: a model's config.json, what is tuned in it, and a batch. */
export interface StepShape {
  readonly config: Readonly<Record<string, unknown>>;
  readonly head: HeadKind;
  readonly numLabels?: number;
  readonly kind: TaskKind;
  readonly adapter: AdapterConfig;
  /** Its values don't matter. */
  readonly batch: Batch;
  /** Micro-batches of a step of the optimiser. @default 1 */
  readonly microBatches?: number;
  readonly precision: MatmulPrecision;
  /** Of the linear maps of layers. @default none */
  readonly quantization?: Quantization | undefined;
  readonly hasDropout: boolean;
  /** Layers are computed again in the backward pass. @default false */
  readonly gradientCheckpointing?: boolean;
  /** Whether it is a step of a later epoch, for which the output of frozen layers has been kept. @default false */
  readonly keepFrozenPrefix?: KeepPrefix;
  readonly maxGradNorm: number;
  readonly weightDecay: number;
}

/** The operations of a step, and the memory that is held between steps. */
export interface RecordedStep {
  readonly operations: readonly OperationRecord[];
  /** Bytes of frozen weights, in the type that they are held in. */
  readonly frozenBytes: number;
  /** Of these, what lies in memory of its own: matrices in bfloat16 or quantised. */
  readonly ownBytes: number;
  /** Parameters that are trained. */
  readonly trainable: number;
}

/** Records a training step from shapes alone: neither weights nor results are computed or held. */
export function recordStep(shape: StepShape): RecordedStep {
  const { batch, microBatches = 1, precision: matmulPrecision } = shape;
  let held: Omit<RecordedStep, 'operations'> = { frozenBytes: 0, ownBytes: 0, trainable: 0 };
  const operations = planOperations({
    matmulPrecision,
    setUp: () => {
      const parts = makeStep(shape);
      held = parts.held;
      return parts;
    },
    run: ({ step }) =>
      void step.run(
        Array.from({ length: microBatches }, () => batch),
        1e-4,
      ),
    tearDown: ({ step, adapted, model }) => {
      step.dispose();
      adapted.remove();
      model.dispose();
    },
  });
  return { operations, ...held };
}

function makeStep(shape: StepShape) {
  const { config, head, numLabels, kind, adapter, precision, hasDropout, maxGradNorm, weightDecay } = shape;
  const { gradientCheckpointing = false, quantization, keepFrozenPrefix: keep = false } = shape;
  const model = createModel(config, {
    head,
    ...(numLabels !== undefined && { numLabels }),
    weights: precision,
    quantization,
    isSymbolic: true,
  });
  const adapted = adaptModel(model, adapter, { initial: (_, size) => symbolicTensor(size) });
  const step = new FineTuningStep({
    model,
    trainable: adapted.trainable,
    kind,
    adamw: { ...DEFAULT_ADAMW, weightDecay },
    maxGradNorm,
    seed: 1,
    hasDropout,
    gradientCheckpointing,
    matmulPrecision: precision,
    prefix: symbolicPrefix(
      model,
      countKeptLayers({ model, trainable: adapted.trainable, keep }, { hasDropout }),
    ),
  });
  const trainable = adapted.trainable.reduce((sum, { size }) => sum + size, 0);
  return { model, adapted, step, held: { ...frozenMemory(model, adapted, precision), trainable } };
}

/** The output of layers that are not run; undefined if there are none. */
function symbolicPrefix({ config }: Model, numLayers: number): StepPrefix | undefined {
  if (numLayers === 0) return undefined;
  return {
    numLayers,
    states: ({ size, length }) => symbolicTensor([size, length, config.hiddenSize]),
    prepare: () => undefined,
  };
}

/** Matrices of the base are held quantised or in the step's type, vectors and what adapters share in float32. */
function frozenMemory(
  { parameters }: Model,
  { shared }: AdaptedModel,
  precision: MatmulPrecision,
): Pick<RecordedStep, 'frozenBytes' | 'ownBytes'> {
  const frozen = [...parameters.values()].filter(({ isTrainable }) => !isTrainable);
  const isReduced = ({ shape, quantization }: Parameter): boolean =>
    quantization !== undefined || (shape.length > 1 && precision === 'bfloat16');
  const bytes = ({ shape, size, quantization }: Parameter): number =>
    quantization === undefined ? 2 * size : quantizedBytes(quantization, shape);
  const ownBytes = frozen.filter(isReduced).reduce((sum, parameter) => sum + bytes(parameter), 0);
  const wide = [...frozen.filter((parameter) => !isReduced(parameter)), ...shared];
  return { ownBytes, frozenBytes: ownBytes + 4 * wide.reduce((sum, { size }) => sum + size, 0) };
}
