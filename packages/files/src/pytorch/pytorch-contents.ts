import type { PickleValue, Storage } from './pickle/pickle-value.ts';

/** An open file. */
export interface OpenFile {
  readonly file: number;
  readonly path: string;
  readonly size: number;
}

/** Bytes of a file, from `begin` up to `end`. */
export interface ByteRange {
  readonly begin: number;
  readonly end: number;
}

/** The contents of a file of PyTorch weights, in either format. */
export interface PytorchContents {
  /** The pickled value: a dict of tensors, if all is well. */
  readonly value: PickleValue;
  /** Where the elements of a storage are, or undefined if they are not in the file. */
  findStorage(storage: Storage): ByteRange | undefined;
}
