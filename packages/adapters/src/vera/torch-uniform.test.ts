import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readSafetensors, toFloat32 } from '@lamella/files';
import { TorchUniform } from './torch-uniform.ts';

test.each(['roberta', 'llama'])('the matrices that PEFT drew for %s from the key 5, to the bit', (family) => {
  const folder = join(workspaceRoot(), 'packages/adapters/fixtures/vera', family);
  const file = readSafetensors(join(folder, 'adapter_model.safetensors'));
  const random = new TorchUniform(5);
  for (const name of ['base_model.vera_A', 'base_model.vera_B']) {
    const { shape, ...stored } = file.read(name);
    const [rows = 0, columns = 0] = shape;
    const drawn = random.draw(rows * columns, Math.sqrt(3) * (Math.sqrt(2) / Math.sqrt(columns)));
    expect([...drawn]).toEqual([...toFloat32({ shape, ...stored })]);
  }
});
