import { ADAPTER_KINDS, isConverted, isPlaced, kindOf, settingsOfKind } from './adapter-kinds.ts';

const plain = { rank: 8, alpha: 16, dropout: 0.1, targets: ['query'], init: 'standard' };
const placed = {
  kind: 'lora',
  layers: [0],
  targets: ['query'],
  rank: 8,
  alpha: 8,
  dropout: 0,
  seed: 1,
} as const;

test('settings that change nothing are left out, so that a silent spec is the same', () => {
  const silent = settingsOfKind('lora', plain);
  expect(silent).toEqual(plain);
  const neutral = { useRslora: false, useDora: false, rankPattern: {}, alphaPattern: {} };
  expect(settingsOfKind('lora', { ...plain, ...neutral })).toEqual(silent);
  const used = { useRslora: true, rankPattern: { query: 2 } };
  expect(settingsOfKind('lora', { ...plain, ...used })).toEqual({ ...plain, ...used });
});

test('a setting of another kind is refused unless it changes nothing', () => {
  const vera = { kind: 'vera', rank: 8, dropout: 0.1, targets: ['query'] };
  expect(settingsOfKind('vera', { ...plain, useDora: false, dInitial: 0.1 })).toEqual(vera);
  expect(settingsOfKind('vera', { ...plain, dInitial: 0.5 })).toEqual({ ...vera, dInitial: 0.5 });
  expect(() => settingsOfKind('vera', { ...plain, useDora: true })).toThrow(
    'Expected adapter.useDora to be left out with VeRA, got true: it is a setting of LoRA.',
  );
  expect(() => settingsOfKind('lora', { ...plain, dInitial: 0.5 })).toThrow(
    'Expected adapter.dInitial to be left out with LoRA, got 0.5: it is a setting of VeRA.',
  );
});

test('full fine-tuning and the head alone are no adapters', () => {
  expect([placed, { kind: 'full' }, { kind: 'head' }].map((config) => isPlaced(config))).toEqual([
    true,
    false,
    false,
  ]);
});

test('settings without a kind are LoRA’s', () => {
  expect(kindOf({})).toBe(ADAPTER_KINDS.lora);
});

test('fast PiSSA alone is saved in another form than it is trained in', () => {
  const inits = [undefined, 'standard', 'pissa', 'pissa_niter_4'] as const;
  expect(inits.map((init) => isConverted({ ...placed, ...(init && { init }) }))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
