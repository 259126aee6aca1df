import { type Parameter, tf } from '@lamella/engine';
import type { Model } from '@lamella/models';

/** A weight of a model by its name. */
export function findParameter(model: Model, name: string): Parameter {
  const parameter = model.parameters.get(name);
  if (parameter === undefined) throw new Error(`Expected the weight ${name}, got none`);
  return parameter;
}

/** A copy of a weight's values, row by row. */
export function readValues(parameter: Parameter): Float32Array {
  const value = parameter.read();
  const values = value.dataSync<'float32'>();
  value.dispose();
  return values;
}

/** Gives a matrix or a vector (of one column) new values. */
export function fillValues(parameter: Parameter, value: (row: number, column: number) => number): void {
  const [, columns = 1] = parameter.shape;
  const values = Float32Array.from({ length: parameter.size }, (_, i) =>
    value(Math.floor(i / columns), i % columns),
  );
  tf.tidy(() => parameter.assign(tf.tensor(values, [...parameter.shape])));
}
