import { readBytes } from '../open-file.ts';
import { ByteSource } from './byte-source.ts';
import { readPickle } from './pickle/read-pickle.ts';
import type { OpenFile, PytorchContents } from './pytorch-contents.ts';
import { stateDictObjects } from './state-dict-objects.ts';
import { unsound } from './unsound.ts';
import { readZipDirectory } from './zip-directory.ts';

const PICKLE = '/data.pkl';

/** Reads the format of PyTorch since version 1.6: a zip archive with the pickle in `data.pkl` and a file per storage. */
export function readZipFile(open: OpenFile): PytorchContents {
  const entries = readZipDirectory(open);
  const [pickle, ...others] = [...entries.keys()].filter(
    (name) => name.endsWith(PICKLE) && name.split('/').length === 2,
  );
  const range = entries.get(pickle ?? '');
  if (pickle === undefined || range === undefined || others.length > 0)
    throw unsound(
      open.path,
      `it is a zip archive with ${others.length + (pickle === undefined ? 0 : 1)} files data.pkl`,
    );
  const root = pickle.slice(0, -PICKLE.length);
  const order = entries.get(`${root}/byteorder`);
  // The record holds `little` or `big`; PyTorch before version 2.1 wrote none.
  const isBig =
    order !== undefined && readBytes(open.file, order.begin, order.begin + 1)?.[0] === 'b'.charCodeAt(0);
  if (isBig) throw unsound(open.path, 'it was saved on a big-endian machine, which is not supported');
  return {
    value: readPickle(new ByteSource(open.file, open.path, range), stateDictObjects),
    findStorage: ({ key }) => entries.get(`${root}/data/${key}`),
  };
}
