import { join } from 'node:path';
import { floatTensor, writeFileAtomically, writeSafetensors } from '@lamella/files';
import { formatConfig } from './config/format-config.ts';
import { savedConfig } from './config/saved-config.ts';
import type { Model } from './model.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = {
  'roberta/classification': 'RobertaForSequenceClassification',
  'roberta/masked-lm': 'RobertaForMaskedLM',
  'bert/classification': 'BertForSequenceClassification',
  'bert/masked-lm': 'BertForMaskedLM',
  'llama/causal-lm': 'LlamaForCausalLM',
  'mistral/causal-lm': 'MistralForCausalLM',
  'gemma/causal-lm': 'GemmaForCausalLM',
  'llava/causal-lm': 'LlavaForConditionalGeneration',
  'deberta-v2/classification': 'DebertaV2ForSequenceClassification',
  'deberta-v2/masked-lm': 'DebertaV2ForMaskedLM',
};

/** How weights are stored; they are float32 while they are used. */
export type StoredType = 'float32' | 'float16' | 'bfloat16';

/**
 * Writes a model as a Hugging Face folder: config.json and model.safetensors. Tokeniser files are the caller's to copy.
 *
 * @param dtype of the stored weights; the 16-bit types halve the file and round
 */
export async function saveModel(model: Model, folder: string, dtype: StoredType = 'float32'): Promise<void> {
  const tensors = new Map(
    [...model.parameters, ...(model.weightCopies ?? [])].map(([name, parameter]) => {
      const value = parameter.read();
      const data = value.dataSync<'float32'>();
      value.dispose();
      return [name, floatTensor(parameter.shape, data, dtype)];
    }),
  );
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { format: 'pt' });
  const architecture = ARCHITECTURES[`${model.family}/${model.headKind}`];
  const config = savedConfig(model, { architecture, dtype });
  await writeFileAtomically(join(folder, 'config.json'), formatConfig(config));
}
