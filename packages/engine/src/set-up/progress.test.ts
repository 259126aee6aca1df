import { showProgress } from './progress.ts';

function fakeStream(isTTY: boolean): { stream: NodeJS.WriteStream; written(): string } {
  const parts: string[] = [];
  const stream = {
    isTTY,
    columns: 20,
    write: (part: string) => parts.push(part),
  } as unknown as NodeJS.WriteStream;
  return { stream, written: () => parts.join('') };
}

test('on a terminal redraws one line, cut to its width', () => {
  const { stream, written } = fakeStream(true);
  const progress = showProgress(stream);
  progress.start('Downloading');
  progress.update('12 of about 345 MB');
  progress.start('Unpacking');
  progress.end();
  progress.end();
  expect(written()).toBe('\r\u001b[2KDownloading\r\u001b[2KDownloading: 12 of \n\r\u001b[2KUnpacking\n');
});

test('elsewhere writes one line per step', () => {
  const { stream, written } = fakeStream(false);
  const progress = showProgress(stream);
  progress.start('Downloading');
  progress.update('12 of about 345 MB');
  progress.start('Unpacking');
  progress.end();
  expect(written()).toBe('Downloading\nUnpacking\n');
});
