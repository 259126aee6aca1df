/** Prints the hash of as many normal numbers as it is told, for a test of threads. */
import { hashText } from '@lamella/core';
import { randomNormalTensor } from '../index.ts';

const numbers = randomNormalTensor({
  shape: [Number(process.argv[2])],
  seed: [1, 2],
  standardDeviation: 1,
});
process.stdout.write(hashText(new Uint8Array((numbers.dataSync() as Float32Array).buffer)));
