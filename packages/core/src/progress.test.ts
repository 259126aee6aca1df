import { listenToProgress, nowAndThen, type Progress, tellProgress } from './progress.ts';

test('who listens hears, until they stop', () => {
  const heard: Progress[] = [];
  const stop = listenToProgress((progress) => void heard.push(progress));
  tellProgress({ what: 'reading', share: 0.5 });
  stop();
  tellProgress({ what: 'reading', share: 0.75 });
  expect(heard).toEqual([{ what: 'reading', share: 0.5 }]);
});

test('once per pause, and the end of what was heard of', () => {
  let time = 0;
  const heard: string[] = [];
  const tell = nowAndThen(
    1000,
    ({ what, share }) => void heard.push(`${what} ${share}`),
    () => time,
  );
  // What is done at once is never heard of.
  tell({ what: 'small', share: 0.5 });
  tell({ what: 'small', share: 1 });
  for (time = 100; time <= 2500; time += 100) tell({ what: 'large', share: time / 2600 });
  tell({ what: 'large', share: 1 });
  tell({ what: 'small', share: 1 });
  expect(heard).toEqual(['large 0.38461538461538464', 'large 0.7692307692307693', 'large 1']);
});
