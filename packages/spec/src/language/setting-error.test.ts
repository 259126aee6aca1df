import { UserError } from '@lamella/core';
import { aboutSetting, SettingError, settingPaths } from './setting-error.ts';

test('a mistake gets the places of its setting, and nothing else is changed', () => {
  const paths = settingPaths('adapter', 'rank', { method: 'cka', task: 'cola' });
  expect(paths.at(1)).toEqual(['methods', 'cka', 'perTask', 'cola', 'adapter', 'rank']);
  const fail = (error: Error) => () => {
    throw error;
  };
  const mistake = new UserError('Expected a, got b.');
  expect(() => aboutSetting(paths, fail(mistake))).toThrow(
    new SettingError('Expected a, got b.', paths, mistake),
  );
  expect(() => aboutSetting(paths, fail(new TypeError('ours')))).toThrow(TypeError);
  expect(aboutSetting(paths, () => 1)).toBe(1);
});
