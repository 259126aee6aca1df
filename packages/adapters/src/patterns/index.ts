export { pythonPattern } from './python-pattern.ts';
export {
  checkPatterns,
  matchesKey,
  scaleAt,
  type LoraScale,
  type LoraScaleSettings,
  type Pattern,
} from './scale-at.ts';
