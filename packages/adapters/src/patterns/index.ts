export { checkPatterns, scaleAt, type LoraScale, type LoraScaleSettings, type Pattern } from './scale-at.ts';
