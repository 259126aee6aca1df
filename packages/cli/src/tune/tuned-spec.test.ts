import { expandSweep, formatSpec, parseSpec } from '@lamella/spec';
import { tunedSpec, type TunedSettings, type TunedSubject } from './tuned-spec.ts';

const subject: TunedSubject = {
  name: 'reviews-minilm',
  kind: 'encoder',
  task: 'text-classification',
  model: './minilm',
  data: { kind: 'table', train: './reviews.csv', text: 'review', label: 'stars' },
  choice: { kind: 'count', count: 0.5, method: 'cka' },
  targets: ['query', 'value'],
};
const settings: TunedSettings = {
  epochs: 3,
  learningRate: 5e-4,
  batchSize: 16,
  accumulation: 2,
  maxLength: 64,
};

function trialsOf(request: Parameters<typeof tunedSpec>[0], changes: Partial<TunedSubject> = {}): string[] {
  const spec = parseSpec(formatSpec(tunedSpec(request, { ...subject, ...changes }, settings)), 'spec.yaml');
  return expandSweep(spec, 6).map(({ id }) => id);
}

test('one trial for each seed, and with `compare` the arms beside it', () => {
  expect(trialsOf({ seeds: [1, 2] })).toEqual([
    'text-classification-cka-n3-r8-seed1',
    'text-classification-cka-n3-r8-seed2',
  ]);
  expect(trialsOf({ seeds: [1], compare: true, rank: 4 })).toEqual([
    'text-classification-cka-n3-r4-seed1',
    'text-classification-all-r4-seed1',
    'text-classification-random-n3-r4-seed1',
    'text-classification-full-seed1',
  ]);
});

test('layers that are listed, all, and random ones have no arm twice', () => {
  const compare = { seeds: [1], compare: true };
  expect(trialsOf(compare, { choice: { kind: 'list', layers: [0, 5] } })).toEqual([
    'text-classification-listed-r8-seed1',
    'text-classification-all-r8-seed1',
    'text-classification-full-seed1',
  ]);
  expect(trialsOf(compare, { choice: { kind: 'all' } })).toEqual([
    'text-classification-all-r8-seed1',
    'text-classification-full-seed1',
  ]);
  expect(trialsOf(compare, { choice: { kind: 'count', count: 2, method: 'random' } })).toEqual([
    'text-classification-random-n2-r8-seed1',
    'text-classification-all-r8-seed1',
    'text-classification-full-seed1',
  ]);
});

test('a quantised base is in the spec, and has no full fine-tuning beside it', () => {
  const request = { seeds: [1], compare: true, quantization: 'nf4' } as const;
  expect(tunedSpec(request, subject, settings)).toMatchObject({ quantization: 'nf4' });
  expect(trialsOf(request)).toEqual([
    'text-classification-cka-n3-r8-seed1',
    'text-classification-all-r8-seed1',
    'text-classification-random-n3-r8-seed1',
  ]);
});

test('full fine-tuning has a rate of its own, which follows a given one', () => {
  const rateOf = (learningRate: number): unknown =>
    tunedSpec({ seeds: [1], compare: true }, subject, { ...settings, learningRate })['methods'];
  expect(rateOf(5e-4)).toMatchObject({ full: { training: { learningRate: 3e-5 } } });
  expect(rateOf(4e-3)).toMatchObject({ full: { training: { learningRate: 2.4e-4 } } });
});

test('a decoder accumulates by tokens, with the alpha of its rank', () => {
  const data = { kind: 'table', train: './chats.jsonl', messages: 'messages' };
  const spec = tunedSpec(
    { seeds: [1], rank: 64 },
    { ...subject, kind: 'decoder', task: 'text-generation', data },
    settings,
  );
  expect(spec).toMatchObject({
    adapter: { rank: 64, alpha: 128, targets: ['query', 'value'] },
    training: { batchSize: 16, accumulation: { steps: 2, mode: 'tokens' } },
  });
  expect(() => parseSpec(formatSpec(spec), 'spec.yaml')).not.toThrow();
});
