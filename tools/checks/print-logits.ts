/**
 * Prints what a language model makes of texts, as JSON: token ids and the logits of every position, for a comparison with
 * transformers (compare_with_transformers.py).
 *
 *     node --import tsx tools/checks/print-logits.ts FOLDER TEXT...
 */
import { Dropout, tf } from '@lamella/core/engine';
import { loadModel, loadTokenizer, resolveModelFolder } from '@lamella/models';

const [reference = '', ...texts] = process.argv.slice(2);
const folder = await resolveModelFolder(reference);
const tokenizer = loadTokenizer(folder);
const model = loadModel(folder, { head: tokenizer.maskId === undefined ? 'causal-lm' : 'masked-lm' });
const results = [];
for (const { ids } of await tokenizer.encodeBatch(texts)) {
  const logits = tf.tidy(() => {
    const inputIds = tf.tensor2d(ids, [1, ids.length], 'int32');
    const inputs = { inputIds, attentionMask: tf.onesLike(inputIds), tokenTypeIds: tf.zerosLike(inputIds) };
    return tf.squeeze(model.forward(inputs, new Dropout()).logits, [0]).arraySync();
  });
  results.push({ ids, logits });
}
model.dispose();
console.log(JSON.stringify(results));
