export { EXAMPLE_CALIBRATION } from './example-calibration.ts';
export { TINY_STEP } from './tiny-steps.ts';
