import { UserError } from '@lamella/core';
import { checkFields, type FieldRules, noEffect, only, used } from '@lamella/files';
import type { LlavaConfig } from '../llava/llava-config.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Rules of the fields of a processor_config.json. */
const PROCESSOR_FIELDS: FieldRules = {
  ...used('image_token', 'patch_size', 'vision_feature_select_strategy', 'image_processor', 'chat_template'),
  ...only(
    [1],
    "CLIP's image encoder has one token beside its patches, the class token",
    'num_additional_image_tokens',
  ),
  ...noEffect('names the Python class', 'processor_class'),
  ...noEffect('names code that is not run', 'auto_map'),
  ...noEffect('says who wrote the file', 'transformers_version'),
};

/**
 * Reads a processor_config.json of transformers' `LlavaProcessor`: the text that stands for an image. How many tokens an
 * image has follows from the model; what the file says of it has to agree.
 *
 * @param where the file's path, for errors
 * @returns the text, `<image>` if the file leaves it out
 */
export function readImageText(
  source: Fields,
  where: string,
  { vision, keepsClassToken }: LlavaConfig,
): string {
  checkFields(source, PROCESSOR_FIELDS, { where, unknown: 'warned' });
  const strategy = keepsClassToken ? 'full' : 'default';
  requireAgreement(source, { key: 'patch_size', ofModel: vision.patchSize, where });
  requireAgreement(source, { key: 'vision_feature_select_strategy', ofModel: strategy, where });
  const { image_token: text = '<image>' } = source;
  if (typeof text === 'string' && text !== '') return text;
  throw new UserError(`Expected "image_token" in ${where} to be a text, got ${JSON.stringify(text)}.`);
}

/** Where either is null, transformers 4 leaves it to the model. */
function requireAgreement(
  source: Fields,
  { key, ofModel, where }: { readonly key: string; readonly ofModel: unknown; readonly where: string },
): void {
  const { [key]: value = null } = source;
  if (value === null || value === ofModel) return;
  throw new UserError(
    `Expected "${key}" in ${where} to be ${JSON.stringify(ofModel)} as in config.json, got ${JSON.stringify(value)}: ` +
      'an image would have another number of tokens than the model makes of it.',
  );
}
