// What a user's own program may do with the packages; plain JavaScript. Prints JSON: node program.mjs MODEL_FOLDER
import { makeBatches } from '@lamella/datasets';
import { Dropout, tf } from '@lamella/engine';
import { importanceFromCka, linearCka } from '@lamella/metrics';
import { selectLayers } from '@lamella/metrics/selection';
import { loadModel, loadTokenizer } from '@lamella/models';
import { measureCka } from '@lamella/training';

const [folder] = process.argv.slice(2);
const x = { rows: 3, columns: 2, data: Float64Array.of(1, 0, 0, 1, 1, 1) };
const y = { rows: 3, columns: 2, data: Float64Array.of(2, 0, 0, 2, 2, 2.5) };

const texts = ['Assignment is defined recursively.', 'The sea was calm', 'A storm came in the night'];
const encodings = await loadTokenizer(folder).encodeBatch(texts);
const examples = encodings.map(({ ids }, id) => ({ id, ids, typeIds: ids.map(() => 0), label: 0 }));
const model = loadModel(folder, { head: 'causal-lm' });
const batches = makeBatches(examples, { batchSize: 3, padId: 0 });
const importance = importanceFromCka(measureCka(model, batches, { numSamples: 3, pooling: 'last' }));
const { layers } = selectLayers({
  method: 'cka',
  numLayers: importance.length,
  count: 2,
  scores: importance,
});
const logits = tf.tidy(() => {
  const inputIds = tf.tensor2d([encodings[0].ids], undefined, 'int32');
  return model.forward({ inputIds, attentionMask: tf.onesLike(inputIds) }, new Dropout()).logits.dataSync();
});

console.log(JSON.stringify({ cka: linearCka(x, y), importance, layers, logits: [...logits] }));
