import { selectFiles } from './hub/wanted-files.ts';

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
  'added_tokens.json?',
  'vocab.json?',
  'merges.txt?',
  'vocab.txt?',
  'preprocessor_config.json?',
  'processor_config.json?',
  'chat_template.json?',
  'chat_template.jinja?',
  'generation_config.json?',
];

/** Whether a file of a folder is a part of the model: one that is read, or that older and other programs' folders have for one. */
export function isModelFile(name: string): boolean {
  const patterns = MODEL_FILES.flatMap((wanted) => wanted.replace(/\?$/, '').split('|'));
  return (
    /^tokenizer.*\.json$|\.(safetensors|bin|model)$/.test(name) ||
    patterns.some((pattern) => selectFiles([name], [pattern]).files.length > 0)
  );
}
