export { Dense, type Projection } from './blocks/projection.ts';
export {
  loadChatTemplate,
  loadConversationTemplate,
  type ChatTemplate,
  type Conversation,
} from './chat/chat-template.ts';
export { loadAssistantParts, type ChatMessage, type RenderedConversation } from './chat/assistant-parts.ts';
export { llavaPrompt, type ChatTurn } from './chat/llava-prompt.ts';
export type { DecoderModel } from './decoder/decoder-model.ts';
export type { EncoderConfig } from './encoder/encoder-config.ts';
export type { EncoderModel } from './encoder/encoder-model.ts';
export { checkSampling, type Sampling } from './generation/choose-token.ts';
export {
  continuePrompts,
  generateTexts,
  type GeneratedText,
  type TextOptions,
} from './generation/generate-text.ts';
export {
  readGenerationConfig,
  readStopIds,
  type GenerationDefaults,
} from './generation/generation-config.ts';
export {
  Generator,
  type EndTest,
  type Generated,
  type GenerationSettings,
  type StopReason,
} from './generation/generator.ts';
export { promptLength, type Prompt } from './generation/prompt-batch.ts';
export { processImage } from './images/image-processor.ts';
export { readImageProcessorConfig, type ImageProcessorConfig } from './images/image-processor-config.ts';
export { type ImageProcessor, loadImageProcessor } from './images/load-image-processor.ts';
export { placeImages } from './images/place-images.ts';
export { IMAGE_MODULES } from './llava/image-encoder.ts';
export { loadProcessor, type Processor } from './processor/processor.ts';
export {
  createModel,
  loadModel,
  readModelConfig,
  resolveModelFolder,
  supportedFamilies,
  type LoadModelOptions,
  type ModelReference,
} from './load-model.ts';
export type {
  ForwardOptions,
  HeadKind,
  ImageInput,
  ImageTokens,
  LowerLayers,
  Model,
  ModelConfig,
  ModelFamily,
  ModelInputs,
  ModelOutputs,
  TextPacking,
  TransformerLayer,
} from './model.ts';
export { copyCompanions, isCompanion } from './companions.ts';
export { saveModel, type SaveModelOptions, type StoredType } from './save-model.ts';
export { fromNewerName, mapNames, toNewerName } from './weights/renamed-modules.ts';
export { readAdditionalSpecialTokens, readSpecialTokens } from './tokenizers/special-token-texts.ts';
export { loadTokenizer } from './tokenizers/load-tokenizer.ts';
export type { Template } from './tokenizers/template.ts';
export { trainByteLevelBpe, trainDigitwiseBpe } from './tokenizers/train-byte-level-bpe.ts';
export { padRows, type PaddedRows } from './tokenizers/pad-rows.ts';
export type {
  EncodeOptions,
  Encoding,
  Side,
  SpecialIds,
  Text,
  Tokenizer,
  TruncationStrategy,
} from './tokenizers/tokenizer.ts';
export type { WeightType } from './weights/held-weight.ts';
export { type HeldCheckpoint, KeptWeights } from './weights/kept-weights.ts';
export { generationSettings, type SettingsRequest } from './generation/generation-settings.ts';
