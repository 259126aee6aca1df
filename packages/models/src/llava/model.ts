import { type Dropout, type Parameter, type Tensor, tf } from '@lamella/engine';
import { isBeyond } from '../clip/vision-tower.ts';
import { DecoderModel } from '../decoder/decoder-model.ts';
import { llamaDecoder } from '../llama/model.ts';
import type { ModelFamily, ModelInputs } from '../model.ts';
import type { WeightAccount } from '../weights/weight-account.ts';
import type { RenamedModule } from '../weights/renamed-modules.ts';
import { WeightSource } from '../weights/weight-source.ts';
import { LLAVA } from './family.ts';
import { IMAGE_MODULES, ImageEncoder } from './image-encoder.ts';
import { type LlavaConfig, readLlavaConfig } from './llava-config.ts';

const VISION = 'vision_tower.vision_model.';

/**
 * As transformers has them in memory since version 4.52, and in files where they are saved so; since version 5.24 without
 * `vision_model`, which it leaves out in files as well. The first beginning that fits counts, so that longer ones come first.
 */
const RENAMED_MODULES: readonly RenamedModule[] = [
  ['language_model.model.', 'model.language_model.'],
  ['language_model.lm_head.', 'lm_head.'],
  [VISION, `model.${VISION}`],
  [VISION, 'model.vision_tower.'],
  [VISION, VISION],
  [VISION, 'vision_tower.'],
  ['multi_modal_projector.', 'model.multi_modal_projector.'],
];

/**
 * LLaVA 1.5 (Liu et al. 2024): a LLaMA that reads images among its words, each as the projected features of CLIP's patches.
 * The layers are those of the language model; the image encoder stays as it is.
 */
export const llava: ModelFamily<LlavaConfig> = {
  record: LLAVA,
  bodyPrefix: '',
  newHead: [],
  renamedModules: RENAMED_MODULES,
  // Old checkpoints store what follows from the config: the rotation's frequencies, and the numbers of CLIP's positions.
  ignoredWeights: [/rotary_emb\.inv_freq$/, /vision_model\.embeddings\.position_ids$/],
  readConfig: readLlavaConfig,
  create: (config, account) => new LlavaModel(config, account),
};

/** A decoder that has the features of images in the places of its image tokens. */
export class LlavaModel extends DecoderModel {
  override readonly vision: ImageEncoder;
  override readonly frozenModules: readonly string[] = IMAGE_MODULES;
  override readonly renamedModules = RENAMED_MODULES;
  override readonly unusedWeights: readonly Parameter[];
  readonly #imageDropout: number;

  constructor(config: LlavaConfig, account: WeightAccount) {
    super({ ...llamaDecoder, record: LLAVA }, config, { account, path: 'language_model' });
    this.#imageDropout = config.vision.attentionDropout;
    this.vision = new ImageEncoder(new WeightSource(account), config);
    this.unusedWeights = [...account.parameters.values()].filter(
      ({ name }) => name.startsWith('vision_tower.') && isBeyond(config.numVisionLayers, name),
    );
  }

  override get bodyDropout(): number {
    return Math.max(super.bodyDropout, this.#imageDropout);
  }

  /** The image tokens' own embeddings are not used, and so not trained. */
  override embed(inputs: ModelInputs, dropout: Dropout): Tensor {
    const words = super.embed(inputs, dropout); // [B·T, D]
    const { pixelValues, imagePlaces } = inputs;
    if (pixelValues === undefined || imagePlaces === undefined) return words;
    const features = this.vision.features(pixelValues, dropout.of(undefined)); // [I, P, D]
    return replaceRows(words, tf.reshape(features, [-1, words.shape[1] ?? 0]), imagePlaces);
  }
}

/**
 * Rows with others in some of their places.
 *
 * @param rows [n, D] @param others [m, D]
 * @param places n int32 numbers: which of the others stands in a row's place, or -1
 * @returns [n, D]
 */
function replaceRows(rows: Tensor, others: Tensor, places: Tensor): Tensor {
  const flat = tf.reshape(places, [places.size]) as tf.Tensor1D;
  const isReplaced = tf.reshape(tf.greaterEqual(flat, 0), [places.size, 1]);
  return tf.where(isReplaced, tf.gather(others, tf.maximum(flat, tf.scalar(0, 'int32'))), rows);
}
