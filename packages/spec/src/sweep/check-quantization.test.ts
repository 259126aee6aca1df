import { parseSpec } from '../language/parse-spec.ts';
import { checkQuantization, quantizationOf } from './check-quantization.ts';
import { expandSweep } from './expand-sweep.ts';
import { trialIdentity } from './trial.ts';

function specOf(extra: string, method = '{ selection: cka }') {
  const text = `
name: tiny
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola]
methods: { own: ${method} }
sweep: { layers: [2], seed: [1] }
${extra}`;
  return parseSpec(text, 'spec.yaml');
}

const trialsOf = (extra: string, method?: string) => expandSweep(specOf(extra, method), 4);

test('none is the same as nothing, in the identity of trials as well', () => {
  expect(quantizationOf(specOf(''))).toBeUndefined();
  expect(quantizationOf(specOf('quantization: none'))).toBeUndefined();
  const [plain, none] = [trialsOf(''), trialsOf('quantization: none')];
  expect(none.map(trialIdentity)).toEqual(plain.map(trialIdentity));
});

test.each(['nf4', 'int8'])('a trial and its importance have %s in their settings', (quantization) => {
  const [trial] = trialsOf(`quantization: ${quantization}`);
  expect(trial?.quantization).toBe(quantization);
  expect(trial?.importance?.quantization).toBe(quantization);
  expect(trial && trialIdentity(trial)).toMatchObject({ quantization });
});

test('it can be swept, and names the trials', () => {
  const text =
    'methods: { own: { selection: all } }\nsweep: { set: { quantization: [none, nf4] }, seed: [1] }';
  const spec = parseSpec(
    `name: tiny\nmodel: mini/roberta\ndata: { kind: mini-glue }\ntasks: [cola]\n${text}\n`,
    'spec.yaml',
  );
  const trials = expandSweep(spec, 4);
  expect(trials.map(({ id, quantization }) => [id, quantization])).toEqual([
    ['cola-own-r8-quantization-none-seed1', undefined],
    ['cola-own-r8-quantization-nf4-seed1', 'nf4'],
  ]);
});

test.each([
  [
    'quantization: nf4',
    '{ tuning: full }',
    'Expected tuning: lora, head or none with quantization: nf4, got tuning: full in method own. Quantised weights stay as they are.',
  ],
  [
    'quantization: int8\nkeep: all',
    '{ tuning: head }',
    'Expected keep: none or best with quantization: int8, got keep: all in method own. A model with quantised weights is not written.',
  ],
  [
    'quantization: nf4\nadapter: { init: pissa }',
    '{ selection: all }',
    'Expected adapter.init to be standard with quantization: nf4, got pissa in method own. PiSSA starts from the unquantised weights.',
  ],
])('%s with %s is refused by name', (extra, method, message) => {
  expect(() => trialsOf(extra, method)).toThrow(message);
  expect(() => trialsOf(extra.replace(/quantization: \w+/, 'quantization: none'), method)).not.toThrow();
});

test('a head, and LoRA, may be trained', () => {
  const spec = specOf('quantization: nf4');
  const none = { selection: null, adapter: null, importance: null } as const;
  expect(() => checkQuantization(spec, { method: 'own' }, { tuning: 'head', ...none })).not.toThrow();
});

test('what is none of the ways is refused with the list of them', () => {
  expect(() => specOf('quantization: fp4')).toThrow(/quantization.*none, nf4.*int8.*fp4/s);
});
