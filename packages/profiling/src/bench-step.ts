import { adaptModel, type AdapterConfig } from '@lamella/adapters';
import {
  compile,
  Dropout,
  matmulFlops,
  type MatmulPrecision,
  type OperationRecord,
  type Quantization,
  tf,
} from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import { createModel, type HeadKind, type Model } from '@lamella/models';
import { DEFAULT_ADAMW, FineTuningStep, type TaskKind, toTextInputs } from '@lamella/training';
import { calibrate } from '@lamella/planning/cost';
import { maxRssMiB, timeRepeated } from './measure.ts';
import { measureMatmulPeak } from './matmul-peak.ts';
import { comparePrediction, type PredictionFigures } from './prediction-figures.ts';

/** Types in which a step computes, under the names of the PyTorch programs. */
export type BenchDtype = 'float32' | 'autocast-bf16';

/** As the PyTorch programs have it; the weight decay is AdamW's default there. */
const FIXED = { maxGradNorm: 0, hasDropout: false, weightDecay: 0.01 } as const;

/** The subject of a step's benchmark: a model with new weights, the parts of it that are tuned, and a batch. */
export interface StepBenchmark {
  readonly config: Readonly<Record<string, unknown>>;
  readonly head: HeadKind;
  readonly kind: TaskKind;
  readonly adapter: AdapterConfig;
  readonly batch: Batch;
  readonly learningRate: number;
  readonly dtype: BenchDtype;
  readonly gradientCheckpointing: boolean;
  /** Of the frozen matrices of layers. @default none */
  readonly quantization?: Quantization | undefined;
  readonly steps: number;
}

/** Figures of a step: those that the PyTorch programs report too, and the predictions, which they lack. */
export interface StepFigures extends PredictionFigures {
  readonly trainable: number;
  /** In which the model and its adapters are made. */
  readonly readySeconds: number;
  /** Of a forward pass without gradients. */
  readonly forwardSeconds: number;
  /** Of forward, backward and AdamW. */
  readonly stepSeconds: number;
  /** The fastest step: on a machine that does other work, the nearest to what the step takes. */
  readonly fastestStepSeconds: number;
  readonly peakRssMiB: number;
  /** With the engine loaded, before there is a model. */
  readonly idleRssMiB: number;
  readonly stepCpuSeconds: number;
  /** Of the first step, which is compiled in it. */
  readonly firstStepSeconds: number;
  /** Operations of the step's matrix products. */
  readonly matmulFlops: number;
  /** Operations per second that this machine reaches in products of 1024 × 1024 matrices. */
  readonly matmulPeak: number;
  /** Share of the step that its matrix products would take at that rate. */
  readonly matmulShare: number;
}

/** Times the forward pass and the training step of a model. `use` may go on with the model before it is freed. */
export async function benchmarkStep(
  benchmark: StepBenchmark,
  use: (model: Model) => Promise<void> = () => Promise.resolve(),
): Promise<StepFigures> {
  const idleRssMiB = maxRssMiB();
  const matmulPrecision: MatmulPrecision = benchmark.dtype === 'float32' ? 'float32' : 'bfloat16';
  const { model, adapted, readySeconds } = makeSubject(benchmark, matmulPrecision);
  const forwardSeconds = timeForward(model, benchmark, matmulPrecision);
  const trained = timeStep(model, adapted.trainable, { ...benchmark, matmulPrecision });
  const peakRssMiB = maxRssMiB();
  const peak = measureMatmulPeak(matmulPrecision);
  const flops = matmulFlops(trained.operations);
  const trainable = adapted.trainable.reduce((sum, { size }) => sum + size, 0);
  try {
    await use(model);
  } finally {
    adapted.remove();
    model.dispose();
  }
  const measured = {
    stepSeconds: trained.median,
    fastestStepSeconds: trained.fastest,
    stepCpuSeconds: trained.cpuMedian,
    peakRssMiB,
    idleRssMiB,
  };
  const step = { ...benchmark, ...FIXED, precision: matmulPrecision };
  return {
    trainable,
    readySeconds,
    forwardSeconds,
    ...measured,
    ...comparePrediction(step, measured, calibrate()),
    firstStepSeconds: trained.first,
    matmulFlops: flops,
    matmulPeak: peak,
    matmulShare: flops / peak / trained.median,
  };
}

function makeSubject(benchmark: StepBenchmark, weights: MatmulPrecision) {
  const { config, head, adapter, quantization } = benchmark;
  const start = performance.now();
  const model = createModel(config, { head, seed: 1, weights, quantization, generator: 'native' });
  const adapted = adaptModel(model, adapter);
  return { model, adapted, readySeconds: (performance.now() - start) / 1000 };
}

function timeForward(
  model: Model,
  { batch, steps }: StepBenchmark,
  matmulPrecision: MatmulPrecision,
): number {
  const forward = compile(
    (inputs: ReturnType<typeof toTextInputs>) => ({ logits: model.forward(inputs, new Dropout()).logits }),
    { name: 'forward', matmulPrecision },
  );
  const inputs = toTextInputs(batch);
  const run = (): void => {
    const { logits } = forward.run(inputs) as { logits: tf.Tensor };
    tf.dispose(logits); // the op has ended when it returns
  };
  const { median } = timeRepeated(run, steps);
  forward.dispose();
  tf.dispose(Object.values(inputs));
  return median;
}

function timeStep(
  model: Model,
  trainable: ReturnType<typeof adaptModel>['trainable'],
  options: StepBenchmark & { readonly matmulPrecision: MatmulPrecision },
) {
  const { kind, batch, learningRate, steps, matmulPrecision, gradientCheckpointing } = options;
  const { weightDecay, maxGradNorm, hasDropout } = FIXED;
  const step = new FineTuningStep({
    model,
    trainable,
    kind,
    adamw: { ...DEFAULT_ADAMW, weightDecay },
    maxGradNorm,
    seed: 1,
    hasDropout,
    gradientCheckpointing,
    matmulPrecision,
  });
  try {
    const timing = timeRepeated(() => step.run([batch], learningRate), steps);
    const operations: readonly OperationRecord[] = step.operations[0] ?? [];
    return { ...timing, operations };
  } finally {
    step.dispose();
  }
}
