import type { Parameter, Tensor } from '@lamella/engine';
import { float32Tensor, type HostTensor } from '@lamella/files';

/** Tensors as a file takes them, by name. */
export type HostTensors = ReadonlyMap<string, HostTensor>;

/** Parameters as a file takes them. @param nameOf what each is called there */
export function toHost(
  parameters: readonly Parameter[],
  nameOf: (parameter: Parameter) => string = ({ name }) => name,
): HostTensors {
  return new Map(
    parameters.map((parameter) => {
      const value = parameter.read();
      const tensor = hostTensor(value);
      value.dispose();
      return [nameOf(parameter), tensor];
    }),
  );
}

/** A tensor's values as a file takes them. */
export function hostTensor(tensor: Tensor): HostTensor {
  return float32Tensor(tensor.shape, tensor.dataSync<'float32'>());
}
