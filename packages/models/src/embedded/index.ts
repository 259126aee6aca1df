// The models that this package carries: where they lie, without loading the engine.
export { embeddedModelFolder, embeddedModels, isEmbeddedModel } from './embedded-models.ts';
