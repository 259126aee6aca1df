import { readFileSync } from 'node:fs';
import { Random } from '@lamella/core';
import type { Example } from '@lamella/datasets';
import type { Splits } from '../glue/splits.ts';
import { GLUE_TASKS, type GlueTask, type TaskInfo, taskInfo } from '../glue/tasks.ts';
import { miniTask } from './mini-task.ts';

/** Without the spaces that line the columns up. */
const README = readFileSync(new URL('README.md', import.meta.url), 'utf8').replace(/ +/g, ' ');

/** Upper limits of the scores of a bag of words: accuracy, and for STS-B the correlation of Pearson. */
const LIMITS: Readonly<Record<GlueTask, number>> = {
  cola: 0.6,
  // The polarity of most adjectives counts as it stands, so that learning has somewhere to start.
  sst2: 0.78,
  mrpc: 0.68,
  stsb: 0.6,
  qqp: 0.68,
  mnli: 0.5,
  qnli: 0.62,
  rte: 0.62,
};

type Features = ReadonlyMap<string, number>;

describe.each(GLUE_TASKS.map((name) => ({ name })))('baselines of mini-glue $name', ({ name }) => {
  const info = taskInfo(name);
  const scores = measureBaselines(info, miniTask(name));

  test('a bag of words and a single word stay low', () => {
    expect(scores.bagOfWords).toBeLessThan(LIMITS[name]);
    expect(scores.singleWord).toBeLessThan(LIMITS[name]);
  });

  test('README.md states them', () => {
    const cells = [scores.majority, scores.singleWord, scores.bagOfWords].map((score) =>
      (100 * score).toFixed(1),
    );
    expect(README).toContain(
      `| ${info.title} | ${info.kind === 'regression' ? 'Pearson' : 'accuracy'} | ${cells.join(' | ')} |`,
    );
  });
});

function measureBaselines(
  info: TaskInfo,
  { train, dev }: Splits,
): Record<'majority' | 'singleWord' | 'bagOfWords', number> {
  const [trainFeatures, devFeatures] = [train.map(countWords), dev.map(countWords)];
  const isRegression = info.kind === 'regression';
  const score = (predictions: readonly number[]): number => {
    const labels = dev.map(({ label }) => label);
    return isRegression
      ? correlation(predictions, labels)
      : mean(labels.map((label, row) => Number(label === predictions[row])));
  };
  return {
    majority: isRegression ? 0 : score(dev.map(() => mostFrequent(train))),
    singleWord: score(
      isRegression
        ? bestFeature(train, trainFeatures, devFeatures)
        : bestRule(train, trainFeatures, devFeatures),
    ),
    bagOfWords: score(fitBagOfWords(info, { train, trainFeatures, devFeatures })),
  };
}

/** Counts of each side's words, and of the words that both sides have. */
function countWords({ text, pair }: Example): Features {
  const counts = new Map<string, number>();
  const sides = [text, pair ?? ''].map(
    (side): readonly string[] => side.toLowerCase().match(/[a-z]+/g) ?? [],
  );
  sides.forEach((words, side) =>
    words.forEach((word) => counts.set(`${side}:${word}`, (counts.get(`${side}:${word}`) ?? 0) + 1)),
  );
  const [first = [], second = []] = sides;
  if (pair !== undefined) counts.set('overlap', new Set(first.filter((word) => second.includes(word))).size);
  return counts;
}

function mostFrequent(examples: readonly Example[]): number {
  const counts = new Map<number, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

/** The class by presence of the one word that tells most about the training rows. */
function bestRule(
  train: readonly Example[],
  trainFeatures: readonly Features[],
  devFeatures: readonly Features[],
): number[] {
  let best = { hits: 0, word: '', present: 0, absent: 0 };
  for (const word of new Set(trainFeatures.flatMap((features) => [...features.keys()]))) {
    const parts = [true, false].map((isPresent) =>
      train.filter((_, row) => trainFeatures[row]?.has(word) === isPresent),
    );
    const [present = 0, absent = 0] = parts.map(mostFrequent);
    const hits = train.filter(
      ({ label }, row) => label === (trainFeatures[row]?.has(word) ? present : absent),
    ).length;
    if (hits > best.hits) best = { hits, word, present, absent };
  }
  return devFeatures.map((features) => (features.has(best.word) ? best.present : best.absent));
}

/** The one count that correlates most with the training targets. */
function bestFeature(
  train: readonly Example[],
  trainFeatures: readonly Features[],
  devFeatures: readonly Features[],
): number[] {
  const targets = train.map(({ label }) => label);
  let best = { strength: 0, word: '', sign: 1 };
  for (const word of new Set(trainFeatures.flatMap((features) => [...features.keys()]))) {
    const value = correlation(
      trainFeatures.map((features) => features.get(word) ?? 0),
      targets,
    );
    if (Math.abs(value) > best.strength) best = { strength: Math.abs(value), word, sign: Math.sign(value) };
  }
  return devFeatures.map((features) => best.sign * (features.get(best.word) ?? 0));
}

interface BagOfWordsData {
  readonly train: readonly Example[];
  readonly trainFeatures: readonly Features[];
  readonly devFeatures: readonly Features[];
}

/** Logistic regression (linear, for scores) with weight decay, by stochastic gradient descent. */
function fitBagOfWords(
  { kind, labels }: TaskInfo,
  { train, trainFeatures, devFeatures }: BagOfWordsData,
): number[] {
  const outputs = kind === 'regression' ? 1 : labels.length;
  const weights = new Map<string, Float64Array>();
  const weightsOf = (word: string): Float64Array => weights.get(word) ?? new Float64Array(outputs);
  const predict = (features: Features): number[] => {
    const sums = Array.from(weightsOf('bias'));
    for (const [word, count] of features)
      weightsOf(word).forEach((weight, output) => (sums[output] = (sums[output] ?? 0) + count * weight));
    return kind === 'regression' ? sums : softmax(sums);
  };
  const random = new Random('bag of words');
  for (let epoch = 0; epoch < 40; epoch++) {
    const step = (kind === 'regression' ? 0.01 : 0.05) / (1 + epoch / 10);
    for (const row of random.shuffle(train.map((_, index) => index))) {
      const features = trainFeatures[row] ?? new Map<string, number>();
      const label = train[row]?.label ?? 0;
      const errors = predict(features).map(
        (value, output) => value - (kind === 'regression' ? label : Number(output === label)),
      );
      for (const [word, count] of [...features, ['bias', 1] as const]) {
        weights.set(
          word,
          weightsOf(word).map(
            (weight, output) => weight - step * ((errors[output] ?? 0) * count + 1e-3 * weight),
          ),
        );
      }
    }
  }
  const predictions = devFeatures.map(predict);
  return predictions.map((values) =>
    kind === 'regression' ? (values[0] ?? 0) : values.indexOf(Math.max(...values)),
  );
}

function softmax(values: readonly number[]): number[] {
  const exponentials = values.map((value) => Math.exp(value - Math.max(...values)));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = (
    a: readonly number[],
    b: readonly number[],
    [ma, mb]: readonly [number, number],
  ): number => mean(a.map((value, index) => (value - ma) * ((b[index] ?? 0) - mb)));
  const spread = Math.sqrt(covariance(x, x, [meanX, meanX]) * covariance(y, y, [meanY, meanY]));
  return spread === 0 ? 0 : covariance(x, y, [meanX, meanY]) / spread;
}
