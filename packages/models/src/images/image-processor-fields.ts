import { type FieldRules, noEffect, only, used } from '@lamella/files';

/**
 * Rules of the fields of a preprocessor_config.json, or of `image_processor` in a processor_config.json. Where the
 * generations of transformers take a value otherwise, it is refused.
 */
export const IMAGE_PROCESSOR_FIELDS: FieldRules = {
  ...used('do_resize', 'size', 'resample', 'do_center_crop', 'crop_size', 'do_rescale', 'rescale_factor'),
  ...used('do_normalize', 'image_mean', 'image_std', 'do_pad'),
  ...used('image_processor_type', 'feature_extractor_type'),
  ...only([true], 'images that are not RGB would keep their channels', 'do_convert_rgb'),
  ...only([null, false], 'a size that is one number would become a square', 'default_to_square'),
  ...only([null, false], 'images would be resized to squares', 'use_square_size'),
  ...only([null], 'images would be padded to a size of their own', 'pad_size'),
  ...only([null], 'images are files, whose layout is known', 'input_data_format'),
  ...only([null, 'channels_first'], 'the model takes channels first', 'data_format'),
  ...noEffect('names the class of the processor around it', 'processor_class', '_processor_class'),
  ...noEffect('names code that is not run', 'auto_map'),
  ...noEffect('lists names of arguments', '_valid_processor_keys'),
  ...noEffect('is how Python returns its arrays', 'return_tensors', 'device', 'disable_grouping'),
  ...noEffect('the number of tokens per image follows from the model', 'image_seq_length'),
  ...noEffect('says where the file was loaded from', '_name_or_path', 'transformers_version'),
};

/** The traits that an image processor has by its class, besides its fields. */
export interface ImageProcessorClass {
  /** Whether `do_pad` makes a square of an image before it is resized. */
  readonly padsToSquare: boolean;
}

const CLIP: ImageProcessorClass = { padsToSquare: false };
const LLAVA: ImageProcessorClass = { padsToSquare: true };

/** The classes that are supported, by their names in all versions of transformers. */
export const IMAGE_PROCESSOR_CLASSES: ReadonlyMap<unknown, ImageProcessorClass> = new Map([
  [undefined, CLIP],
  ['CLIPImageProcessor', CLIP],
  ['CLIPImageProcessorFast', CLIP],
  ['CLIPImageProcessorPil', CLIP],
  ['CLIPFeatureExtractor', CLIP],
  ['LlavaImageProcessor', LLAVA],
  ['LlavaImageProcessorFast', LLAVA],
  ['LlavaImageProcessorPil', LLAVA],
]);
