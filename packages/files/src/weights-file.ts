import type { HostTensor } from './safetensors/host-tensor.ts';

/** The metadata of a tensor, known before it is read. */
export type TensorInfo = Pick<HostTensor, 'dtype' | 'shape'>;

/** A file of named tensors that is open for reading; tensors are read from the disk when they are asked for. */
export interface WeightsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The tensor with this name, as bytes of its own. */
  read(name: string): HostTensor;
  close(): void;
}
