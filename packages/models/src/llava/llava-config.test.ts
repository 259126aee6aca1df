import { readLlavaConfig } from './llava-config.ts';

// config.json of llava-hf/llava-1.5-7b-hf: https://huggingface.co/llava-hf/llava-1.5-7b-hf/blob/main/config.json
const PUBLISHED = {
  architectures: ['LlavaForConditionalGeneration'],
  ignore_index: -100,
  image_token_index: 32000,
  model_type: 'llava',
  pad_token_id: 32001,
  projector_hidden_act: 'gelu',
  text_config: {
    _name_or_path: 'lmsys/vicuna-7b-v1.5',
    architectures: ['LlamaForCausalLM'],
    max_position_embeddings: 4096,
    model_type: 'llama',
    rms_norm_eps: 1e-5,
    torch_dtype: 'float16',
    vocab_size: 32064,
  },
  tie_word_embeddings: false,
  torch_dtype: 'float16',
  vision_config: {
    hidden_size: 1024,
    image_size: 336,
    intermediate_size: 4096,
    model_type: 'clip_vision_model',
    num_attention_heads: 16,
    num_hidden_layers: 24,
    patch_size: 14,
    projection_dim: 768,
    vocab_size: 32000,
  },
  vision_feature_layer: -2,
  vision_feature_select_strategy: 'default',
};

test('what llava-1.5-7b-hf leaves out is as in LLaMA and CLIP', () => {
  expect(readLlavaConfig(PUBLISHED, 'config.json')).toMatchObject({
    hiddenSize: 4096,
    intermediateSize: 11008,
    numLayers: 32,
    numHeads: 32,
    numKeyValueHeads: 32,
    headSize: 128,
    vocabularySize: 32064,
    maxPositions: 4096,
    normEpsilon: 1e-5,
    activation: 'silu',
    isTied: false,
    padId: undefined,
    imageTokens: { imageToken: 32000, tokensPerImage: 576 },
    numVisionLayers: 23,
    keepsClassToken: false,
    projectorActivation: 'gelu',
    vision: { activation: 'quick_gelu', numChannels: 3, layerNormEpsilon: 1e-5 },
  });
});

test('without any sizes it is LLaMA-7B behind CLIP ViT-L/14 at 336 pixels', () => {
  expect(readLlavaConfig({ model_type: 'llava' }, 'config.json')).toMatchObject({
    numLayers: 32,
    vocabularySize: 32000,
    vision: { hiddenSize: 1024, numLayers: 24, numHeads: 16, imageSize: 336, patchSize: 14 },
    imageTokens: { tokensPerImage: 576 },
  });
});

test('features of another layer, with the class token', () => {
  const changed = { ...PUBLISHED, vision_feature_layer: 3, vision_feature_select_strategy: 'full' };
  expect(readLlavaConfig(changed, 'config.json')).toMatchObject({
    numVisionLayers: 3,
    keepsClassToken: true,
    imageTokens: { tokensPerImage: 577 },
  });
});

test.each([
  [{ vision_feature_layer: -26 }, "one of the image encoder's 25 hidden states (-25 to 24), got -26."],
  [{ vision_feature_select_strategy: 'ful' }, 'Did you mean "full"?'],
  [
    { text_config: { model_type: 'mistral' } },
    'Expected "model_type" in "text_config" of config.json to be "llama"',
  ],
  [{ vision_config: { model_type: 'siglip' } }, 'to be "clip_vision_model", got "siglip"'],
  [{ text_config: 'llama' }, 'Expected "text_config" in config.json to be an object, got "llama".'],
  [
    { tie_word_embeddings: true },
    'Expected "tie_word_embeddings" in config.json to be as in its "text_config" (false), got true',
  ],
  [
    { image_seq_length: 577 },
    'Expected "image_seq_length" in config.json to be at most the 576 features of an image, got 577.',
  ],
  [{ image_token_id: 31999 }, 'to be the same, got 32000 and 31999'],
  [
    { multimodal_projector_bias: false },
    'Expected "multimodal_projector_bias" in config.json to be true or null, got false',
  ],
  [{ vision_feature_layer: [-2, -1] }, 'Expected "vision_feature_layer" in config.json to be a whole number'],
  [
    { vision_config: { num_attention_heads: 7 } },
    '"hidden_size" in "vision_config" of config.json to be a multiple',
  ],
  [
    { vision_config: { image_size: 8, patch_size: 14 } },
    '"patch_size" in "vision_config" of config.json to be at most "image_size"',
  ],
])('%j is an error', (change, message) => {
  expect(() => readLlavaConfig({ ...PUBLISHED, ...change }, 'config.json')).toThrow(message);
});
