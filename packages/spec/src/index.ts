export { defaults, defaultsFor } from './language/defaults.ts';
export type { DataSource, ExperimentSpec, ModelSource } from './language/experiment-spec.ts';
export {
  numberFromZero,
  oneOf,
  positiveNumber,
  rate,
  section,
  slug,
  text,
  wholeNumber,
} from './language/fields.ts';
export { formatSpec, type SpecComments } from './language/format-spec.ts';
export { figureNames } from './language/names.ts';
export { narrowSpec } from './language/narrow-spec.ts';
export { applyOverrides, parseOverride, type Override } from './language/overrides.ts';
export { parseSpec } from './language/parse-spec.ts';
export { readSpec, readText } from './language/read-spec.ts';
export type { GenerationChoices, Rows } from './language/settings.ts';
export { validateYaml } from './language/validate-yaml.ts';
export { PUBLISHED_LAYERS, publishedModels, type PublishedModel } from './paper/published-layers.ts';
export { expandSweep } from './sweep/expand-sweep.ts';
export { resolveTrial } from './sweep/resolve-trial.ts';
export {
  isForwardImportance,
  trialIdentity,
  type FisherSettings,
  type RepresentationSettings,
  type ResolvedAdapter,
  type ResolvedImportance,
  type ResolvedTrial,
} from './sweep/trial.ts';
