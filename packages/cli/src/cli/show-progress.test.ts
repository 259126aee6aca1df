import { tellProgress } from '@lamella/core';
import { showProgress } from './show-progress.ts';

function shownOn(isTTY: boolean): string[] {
  let time = 0;
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) };
  const stop = showProgress(stream, () => time);
  for (const share of [0.1, 0.255, 0.3, 1]) {
    time += 700;
    tellProgress({ what: 'reading reviews.csv', share });
  }
  stop();
  tellProgress({ what: 'reading reviews.csv', share: 0.5 });
  return written;
}

test('one line on a terminal, at most once a second, until the work ends', () => {
  expect(shownOn(true)).toEqual(['\rreading reviews.csv, 25 %\u001b[K', '\r\u001b[K']);
});

test('nothing in a file', () => {
  expect(shownOn(false)).toEqual([]);
});
