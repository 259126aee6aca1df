import { formatModelPlan, planModel } from './describe-model.ts';
import { readModelShape } from './model-shape.ts';
import { LLAMA_2_7B } from './paper/published-configs.ts';

const shape = readModelShape(LLAMA_2_7B);

test("LLaMA-2-7B with the paper's settings", () => {
  const plan = planModel(shape, { rank: 128 });
  expect(plan).toMatchObject({ family: 'llama', numLayers: 32, parameters: 6_738_415_616 });
  expect(plan.weightBytes).toEqual({ float32: 26_953_662_464, bfloat16: 13_476_831_232 });
  expect(plan.adapters[31]).toBe(319_815_680);
  expect(plan.adapters[15]).toBe(159_907_840);
});

test('other targets', () => {
  expect(planModel(shape, { rank: 8, targets: ['q_proj'] }).adapters[0]).toBe(8 * (4096 + 4096));
  expect(() => planModel(shape, { rank: 8, targets: ['query'] })).toThrow(/Unknown target module "query"/);
});

test('text has a line for every number of layers', () => {
  const lines = formatModelPlan('folder', planModel(shape, { rank: 128 })).split('\n');
  expect(lines[1]).toBe('weights: 25.10 GiB in float32, 12.55 GiB in bfloat16');
  expect(lines.slice(4)).toHaveLength(1 + 32);
  expect(lines.at(-1)).toBe('    32  319,815,680  4.746 %');
});

test('a small model has weights of some MiB, not of 0.00 GiB', () => {
  const plan = planModel(
    readModelShape({
      ...LLAMA_2_7B,
      num_hidden_layers: 1,
      hidden_size: 64,
      intermediate_size: 64,
      vocab_size: 10,
      num_attention_heads: 4,
      num_key_value_heads: 4,
    }),
    { rank: 8 },
  );
  expect(formatModelPlan('small', plan).split('\n')[1]).toMatch(
    /^weights: 0\.1 MiB in float32, 0\.1 MiB in bfloat16$/,
  );
});
