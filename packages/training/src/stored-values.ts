import { UserError } from '@lamella/core';
import { type Tensor, tf } from '@lamella/engine';
import { float32Tensor, type HostTensor, toFloat32 } from '@lamella/files';

/** Tensors in the computer's memory, by name. */
export type HostTensors = ReadonlyMap<string, HostTensor>;

/** A float32 value that a state holds, such as a parameter or a variable. */
export interface StoredValue {
  readonly name: string;
  readonly shape: readonly number[];
  /** Caller disposes. */
  read(): Tensor;
  assign(value: Tensor): void;
}

/** A value as a tensor in the computer's memory, which is read each time that its bytes are asked for. */
export function hostTensorOf({ shape, read }: Pick<StoredValue, 'shape' | 'read'>): HostTensor {
  return {
    dtype: 'float32',
    shape,
    get bytes() {
      const value = read();
      const { bytes } = float32Tensor(shape, value.dataSync<'float32'>());
      value.dispose();
      return bytes;
    },
  };
}

/** Values by their names. */
export function readValues(values: readonly StoredValue[]): [string, HostTensor][] {
  return values.map((value) => [value.name, hostTensorOf({ shape: value.shape, read: () => value.read() })]);
}

/**
 * Puts values back, all or none.
 *
 * @throws {UserError} that names the first one that is missing or of another shape
 */
export function putValues(values: readonly StoredValue[], tensors: HostTensors): void {
  const found = values.map(({ name, shape }) => findTensor(tensors, name, shape));
  values.forEach((value, i) => {
    const { shape } = value;
    const tensor = found[i];
    if (tensor !== undefined) tf.tidy(() => value.assign(tf.tensor(toFloat32(tensor), [...shape])));
  });
}

/**
 * A tensor of a state.
 *
 * @throws {UserError} if it is missing or of another shape
 */
export function findTensor(tensors: HostTensors, name: string, shape: readonly number[]): HostTensor {
  const tensor = tensors.get(name);
  const describe = (sizes: readonly number[]): string => `[${sizes.join(', ')}]`;
  if (tensor !== undefined && describe(tensor.shape) === describe(shape)) return tensor;
  const got = tensor === undefined ? 'none' : describe(tensor.shape);
  throw new UserError(
    `Expected a training's state with ${name} of ${describe(shape)}, got ${got}: it is of another training.`,
  );
}
