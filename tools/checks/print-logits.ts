/**
 * Prints what a language model makes of texts, as JSON: token ids and the logits of every position, for a comparison with
 * transformers (compare_with_transformers.py).
 *
 *     node --import tsx tools/checks/print-logits.ts FOLDER TEXT...
 *     node --import tsx tools/checks/print-logits.ts FOLDER --image FILE TEXT...
 *
 * With an image, every text has to hold its stand-in, `<image>`, once.
 */
import { readFileSync } from 'node:fs';
import { packImages } from '@lamella/core';
import { Dropout, tf } from '@lamella/engine';
import { loadModel, loadProcessor, loadTokenizer, type Prompt, resolveModelFolder } from '@lamella/models';

const [reference = '', ...rest] = process.argv.slice(2);
const [imageFile, texts] = rest[0] === '--image' ? [rest[1], rest.slice(2)] : [undefined, rest];
const folder = await resolveModelFolder(reference);
const tokenizer = loadTokenizer(folder);
const model = loadModel(folder, { head: tokenizer.maskId === undefined ? 'causal-lm' : 'masked-lm' });
const results = [];
for (const { ids, images } of await encode()) {
  const logits = tf.tidy(() => {
    const inputIds = tf.tensor2d([...ids], [1, ids.length], 'int32');
    const inputs = { inputIds, attentionMask: tf.onesLike(inputIds), tokenTypeIds: tf.zerosLike(inputIds) };
    const packed = packImages([{ images, offset: 0 }], ids.length);
    const shown = packed && {
      pixelValues: tf.tensor4d(packed.pixelValues, [...packed.shape]),
      imagePlaces: tf.tensor2d(packed.places, [1, ids.length], 'int32'),
    };
    return tf.squeeze(model.forward({ ...inputs, ...shown }, new Dropout()).logits, [0]).arraySync();
  });
  results.push({ ids, logits });
}
model.dispose();
console.log(JSON.stringify(results));

async function encode(): Promise<readonly Prompt[]> {
  if (imageFile === undefined)
    return (await tokenizer.encodeBatch(texts)).map(({ ids }) => ({ ids, images: [] }));
  const processor = loadProcessor(folder);
  const image = await processor.processImage(readFileSync(imageFile), imageFile);
  return Promise.all(texts.map((text) => processor.encode(text, [image])));
}
