import { packImages, type PixelImage, splitImages } from '@lamella/core';
import { type Tensor, tf } from '@lamella/engine';
import { placeImages } from '../images/place-images.ts';
import { readModelConfig } from '../load-model.ts';
import type { LlavaConfig } from '../llava/llava-config.ts';
import type { ImageTokens, ModelInputs } from '../model.ts';
import { type DecoderFixture, openDecoder } from './decoder-fixtures.ts';

/** Reference values of LLaVA, and the images that they are of. */
export interface LlavaFixture extends Omit<DecoderFixture, 'inputs'> {
  readonly inputs: Omit<ModelInputs, 'packing' | 'lowerLayers'> & { readonly pixelValues: Tensor };
  readonly images: readonly PixelImage[];
  readonly tokens: ImageTokens;
}

export function openLlava(): LlavaFixture {
  const { inputs, ...fixture } = openDecoder('llava');
  const { imageTokens: tokens } = readModelConfig(fixture.config, fixture.folder) as LlavaConfig;
  const pixelValues = fixture.read('pixel_values');
  const images = splitImages(pixelValues.dataSync<'float32'>(), pixelValues.shape);
  const rows = inputs.inputIds.arraySync() as number[][];
  const packed = packImages(
    rows.map((ids, i) => ({ images: placeImages(ids, images.slice(i, i + 1), tokens), offset: 0 })),
    rows[0]?.length ?? 0,
  );
  if (packed === undefined) throw new Error('Expected images in the fixture, got none');
  const places = tf.tensor(packed.places, inputs.inputIds.shape, 'int32');
  pixelValues.dispose();
  return {
    ...fixture,
    inputs: { ...inputs, pixelValues: tf.tensor(packed.pixelValues, [...packed.shape]), imagePlaces: places },
    images,
    tokens,
  };
}
