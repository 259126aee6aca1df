import { join } from 'node:path';
import { readJsonFile, writeFileAtomically } from '@lamella/files';
import type { LlavaPretrainingSpec } from '../pretraining-spec.ts';
import { NEW_TOKENS } from './llava-config.ts';

type Fields = Readonly<Record<string, unknown>>;

const PROCESSOR = { processor_class: 'LlavaProcessor' };

/** Of the images that CLIP was trained on, in the order of the channels. */
const CLIP = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};

/**
 * The prompt of `llavaPrompt` as a Jinja template: transformers' messages have texts and images as parts of their content.
 * The images of a turn come before its text.
 */
const CHAT_TEMPLATE = [
  '{% for message in messages %}',
  "{{ message['role'].upper() + ': ' }}",
  "{% for part in message['content'] if part['type'] == 'image' %}{{ '<image>\\n' }}{% endfor %}",
  "{% for part in message['content'] if part['type'] == 'text' %}{{ part['text'] + ' ' }}{% endfor %}",
  '{% endfor %}',
  "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}",
].join('');

/**
 * Writes the files of a LLaVA that turn texts and images into its input: the language model's tokenizer with an image token and a
 * padding token more, and how images are brought into form.
 *
 * @param languageModel the folder of the language model
 */
export async function writeProcessor(
  { vision }: LlavaPretrainingSpec,
  languageModel: string,
  folder: string,
): Promise<void> {
  const tokenizer = readJsonFile(join(languageModel, 'tokenizer.json')) as Fields;
  const { vocab } = tokenizer['model'] as { readonly vocab: Fields };
  const tokenizerConfig = readJsonFile(join(languageModel, 'tokenizer_config.json')) as Fields;
  const files: Readonly<Record<string, unknown>> = {
    'tokenizer_config.json': { ...tokenizerConfig, pad_token: NEW_TOKENS[1], ...PROCESSOR },
    'preprocessor_config.json': imageProcessorConfig(vision.imageSize),
    'processor_config.json': {
      ...PROCESSOR,
      image_token: NEW_TOKENS[0],
      // Of these, transformers' own classes work out how many tokens an image has.
      patch_size: vision.patchSize,
      vision_feature_select_strategy: 'default',
      num_additional_image_tokens: 1,
    },
    'chat_template.json': { chat_template: CHAT_TEMPLATE },
  };
  await writeFileAtomically(
    join(folder, 'tokenizer.json'),
    `${JSON.stringify(withNewTokens(tokenizer, Object.keys(vocab).length))}\n`,
  );
  for (const [name, content] of Object.entries(files))
    await writeFileAtomically(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
}

function imageProcessorConfig(size: number): Fields {
  return {
    image_processor_type: 'CLIPImageProcessor',
    ...PROCESSOR,
    do_convert_rgb: true,
    do_resize: true,
    size: { shortest_edge: size },
    resample: 3,
    do_center_crop: true,
    crop_size: { height: size, width: size },
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: CLIP.mean,
    image_std: CLIP.std,
  };
}

function withNewTokens(tokenizer: Fields, numTokens: number): Fields {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const added = NEW_TOKENS.map((content, i) => ({ id: numTokens + i, content, ...flags }));
  return { ...tokenizer, added_tokens: [...(tokenizer['added_tokens'] as readonly object[]), ...added] };
}
