import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import { hubSettings } from './settings.ts';

const home = mkdtempSync(join(tmpdir(), 'lamella-settings-'));
afterAll(() => rmSync(home, { recursive: true }));

test('without variables, as Python', () => {
  expect(hubSettings({ XDG_CACHE_HOME: home })).toEqual({
    endpoint: 'https://huggingface.co',
    cacheFolder: join(home, 'huggingface/hub'),
    token: undefined,
    isOffline: false,
    retryDelayMs: 1000,
  });
  expect(hubSettings({ HF_TOKEN: 'x' }).cacheFolder).toBe(join(homedir(), '.cache/huggingface/hub'));
});

test('HF_HOME, HF_HUB_CACHE and the token file', () => {
  writeFileSync(join(home, 'token'), 'hf_file\n');
  expect(hubSettings({ HF_HOME: home })).toMatchObject({ cacheFolder: join(home, 'hub'), token: 'hf_file' });
  expect(hubSettings({ HF_HOME: home, HF_HUB_CACHE: '~/hub', HF_TOKEN: ' hf_variable ' })).toMatchObject({
    cacheFolder: join(homedir(), 'hub'),
    token: 'hf_variable',
  });
  expect(hubSettings({ HF_TOKEN_PATH: join(home, 'token') }).token).toBe('hf_file');
});

test('HF_ENDPOINT and HF_HUB_OFFLINE', () => {
  expect(hubSettings({ HF_ENDPOINT: 'https://mirror.example/hub/' }).endpoint).toBe(
    'https://mirror.example/hub',
  );
  expect(
    ['1', 'true', 'YES', 'on', '0', '', 'false'].map(
      (value) => hubSettings({ HF_HUB_OFFLINE: value }).isOffline,
    ),
  ).toEqual([true, true, true, true, false, false, false]);
});

test('values that can not be used', () => {
  expect(() => hubSettings({ HF_ENDPOINT: 'mirror.example' })).toThrow(
    /Expected HF_ENDPOINT to be an address/,
  );
  expect(() => hubSettings({ HF_TOKEN: 'two words' })).toThrow(/to be one word of ASCII/);
});
