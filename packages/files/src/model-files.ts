/**
 * The files of a model's folder or hub repository that are read: of alternatives joined by `|` the first one that is there;
 * `?` marks those that it may lack.
 */
export const MODEL_FILES: readonly string[] = [
  'config.json',
  'model.safetensors|model-*.safetensors|pytorch_model.bin|pytorch_model-*.bin?',
  'model.safetensors.index.json|pytorch_model.bin.index.json?',
  'tokenizer.json|spm.model|tokenizer.model?',
  'tokenizer_config.json?',
  'special_tokens_map.json?',
  'vocab.json?',
  'merges.txt?',
  'vocab.txt?',
  'preprocessor_config.json?',
  'processor_config.json?',
  'chat_template.json?',
  'chat_template.jinja?',
  'generation_config.json?',
];
