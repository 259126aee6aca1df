import { countLora } from './count-parameters.ts';
import { countModel } from './model-shape.ts';
import type { ModelShape } from '@lamella/models/families';

/** The parameters that LoRA would train in a model, for every number of layers. */
export interface ModelPlan {
  readonly family: string;
  /** L */
  readonly numLayers: number;
  readonly targets: readonly string[];
  readonly rank: number;
  /** Parameters of the model, without a classification head. */
  readonly parameters: number;
  /** Bytes of its weights by the type that they are kept in. */
  readonly weightBytes: Readonly<Record<'float32' | 'bfloat16', number>>;
  /** LoRA's parameters with N layers: `adapters[N - 1]`. */
  readonly adapters: readonly number[];
}

const BYTES = { float32: 4, bfloat16: 2 } as const;

/**
 * Counts what LoRA would train, without weights: N · rank · the inputs and outputs of the targets.
 *
 * @param targets the modules that the paper adapts if left out
 * @throws UserError for a target that the layers don't have
 */
export function planModel(
  shape: ModelShape,
  { rank, targets = shape.paperTargets }: { readonly rank: number; readonly targets?: readonly string[] },
): ModelPlan {
  const parameters = countModel(shape);
  const perLayer = countLora({ rank, targets }, shape);
  return {
    family: shape.family,
    numLayers: shape.numLayers,
    targets,
    rank,
    parameters,
    weightBytes: { float32: parameters * BYTES.float32, bfloat16: parameters * BYTES.bfloat16 },
    adapters: Array.from({ length: shape.numLayers }, (_, i) => (i + 1) * perLayer),
  };
}

/** The plan as text: the model, then a line for every number of layers. */
export function formatModelPlan(model: string, plan: ModelPlan): string {
  const { family, numLayers, targets, rank, parameters, weightBytes, adapters } = plan;
  const count = (value: number): string => value.toLocaleString('en-US');
  const width = count(adapters.at(-1) ?? 0).length;
  return [
    `${model}: ${family}, ${numLayers} layers, ${count(parameters)} parameters`,
    `weights: ${formatBytes(weightBytes.float32)} in float32, ${formatBytes(weightBytes.bfloat16)} in bfloat16`,
    `LoRA of rank ${rank} on ${targets.join(', ')}:`,
    '',
    'layers  trainable'.padEnd(width + 8) + '  of the model',
    ...adapters.map(
      (trainable, i) =>
        `${String(i + 1).padStart(6)}  ${count(trainable).padStart(width)}  ${((100 * trainable) / parameters).toFixed(3)} %`,
    ),
  ].join('\n');
}

/** In the unit that leaves something to read: MiB below a tenth of a GiB. */
function formatBytes(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return gibibytes < 0.1 ? `${(1024 * gibibytes).toFixed(1)} MiB` : `${gibibytes.toFixed(2)} GiB`;
}
