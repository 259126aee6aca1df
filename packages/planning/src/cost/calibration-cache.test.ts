import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLE_CALIBRATION } from '../testing/example-calibration.ts';
import { cachedCalibration } from './calibration-cache.ts';

test('a machine is measured once for each number of threads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-calibration-'));
  let numMeasured = 0;
  const measure = () => {
    numMeasured += 1;
    return EXAMPLE_CALIBRATION;
  };
  const threads = process.env['TF_NUM_INTRAOP_THREADS'];
  try {
    process.env['TF_NUM_INTRAOP_THREADS'] = '1';
    expect(await cachedCalibration(measure, folder)).toEqual(EXAMPLE_CALIBRATION);
    expect(await cachedCalibration(measure, folder)).toEqual(EXAMPLE_CALIBRATION);
    expect(numMeasured).toBe(1);
    process.env['TF_NUM_INTRAOP_THREADS'] = '3';
    await cachedCalibration(measure, folder);
    expect(numMeasured).toBe(2);
    expect(readdirSync(join(folder, 'calibrations'))).toHaveLength(2);
  } finally {
    if (threads === undefined) delete process.env['TF_NUM_INTRAOP_THREADS'];
    else process.env['TF_NUM_INTRAOP_THREADS'] = threads;
  }
});
