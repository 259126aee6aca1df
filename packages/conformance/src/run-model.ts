import { compile, Dropout, type NamedTensors, type Parameter, tf, valueAndGradients } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import {
  type BatchInputs,
  meanLoss,
  pool,
  predictionLosses,
  type TaskKind,
  toInputs,
} from '@lamella/training';
import type { Mode } from './family-reference.ts';

/** Numbers by name. */
export type HostOutputs = Readonly<Record<string, Float32Array>>;

/** Runs a step once on a batch and reads what it gives. */
export function runStep(step: (inputs: BatchInputs) => NamedTensors, batch: Batch, mode: Mode): HostOutputs {
  const compiled = compile(step, { name: 'conform', isEager: mode === 'eager' });
  const inputs = toInputs(batch);
  try {
    const outputs = compiled.run(inputs);
    const values = Object.entries(outputs).map(
      ([name, tensor]) => [name, tensor.dataSync<'float32'>()] as const,
    );
    tf.dispose(Object.values(outputs));
    return Object.fromEntries(values);
  } finally {
    tf.dispose(Object.values(inputs));
    compiled.dispose();
  }
}

/** Logits alone; of a language model, those at the last token of each row (counted as if all padding stood on the right). */
export function runLogits(model: Model, batch: Batch, mode: Mode): Float32Array {
  const { logits } = runStep(
    (inputs) => {
      const { logits } = model.forward(inputs, new Dropout());
      const isPerToken = logits.shape.length === 3;
      return { logits: isPerToken ? pool(logits, inputs.attentionMask, 'last') : logits };
    },
    batch,
    mode,
  );
  return logits ?? new Float32Array();
}

/** Hidden states `hidden_l`, the last one before a final norm `last_layer_raw`, their mean over the last one's tokens `mean_pooled`, `logits`, and of images `vision_hidden_l` and `image_features`. */
export function runForward(model: Model, batch: Batch, mode: Mode): HostOutputs {
  return runStep(
    (inputs) => {
      const { hiddenStates, lastLayerRaw, logits } = model.forward(inputs, new Dropout());
      const last = hiddenStates.at(-1) ?? logits;
      return {
        ...imageOutputs(model, inputs),
        logits,
        last_layer_raw: lastLayerRaw ?? last,
        mean_pooled: pool(last, inputs.attentionMask, 'mean'),
        ...Object.fromEntries(hiddenStates.map((hidden, l) => [`hidden_${l}`, hidden])),
      };
    },
    batch,
    mode,
  );
}

function imageOutputs({ vision }: Model, { pixelValues }: BatchInputs): NamedTensors {
  if (vision === undefined || pixelValues === undefined) return {};
  const states = vision.hiddenStates(pixelValues).map((state, l) => [`vision_hidden_${l}`, state] as const);
  return { ...Object.fromEntries(states), image_features: vision.features(pixelValues, new Dropout()) };
}

/** The loss and, by parameter, its gradients. */
export function runBackward(
  {
    parameters,
    ...task
  }: { readonly model: Model; readonly kind: TaskKind; readonly parameters: readonly Parameter[] },
  batch: Batch,
  mode: Mode,
): { readonly loss: number; readonly gradients: ReadonlyMap<string, Float32Array> } {
  const { loss, ...gradients } = runStep(
    (inputs) => {
      const { value, gradients } = valueAndGradients(
        () => meanLoss(predictionLosses(task, inputs, new Dropout()), inputs.weights),
        parameters,
      );
      return {
        loss: value,
        ...Object.fromEntries(gradients.map((gradient, i) => [parameters[i]?.name, gradient])),
      };
    },
    batch,
    mode,
  );
  return { loss: loss?.[0] ?? NaN, gradients: new Map(Object.entries(gradients)) };
}
