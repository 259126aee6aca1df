// Wraps what Node does to files, so that each operation below a folder is told of before it is done, and may be refused.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, relative, resolve } from 'node:path';

/** The functions as they are without. */
export const original = { ...fs };
/** Paths by descriptor, of files that are watched. */
const openPaths = new Map();
/** Functions of node:fs call one another. */
let depth = 0;
let folder = '';
let listener = () => undefined;

/**
 * Tells of operations below a folder from now on. It can be called again, with another folder.
 */
export async function watchDisk(place, onOperation) {
  const isFirst = folder === '';
  [folder, listener] = [place, onOperation];
  if (!isFirst) return;
  await wrapHandles();
  for (const name of Object.keys(OPERATIONS)) wrapSync(name);
  for (const name of Object.keys(OPERATIONS)) wrapPromised(name);
  syncBuiltinESMExports();
}

function pathOf(target) {
  if (typeof target === 'number') return openPaths.get(target);
  const path = relative(folder, resolve(String(target)));
  return path === '' || path.startsWith('..') ? undefined : path;
}

/** Random parts of names are the same in every run. */
function labelOf(operation, path) {
  const name = path
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')
    .replace(/\.[0-9a-f]{12}(?=\.(tmp|former))/g, '.*')
    .replace(/\.[0-9a-f]{16}(?=$|\.)/g, '.*')
    .replace(/(?<=events\.)\d+/g, '*')
    .replace(/(?<=[-/])[0-9a-f]{16}(?=$|\.)/g, '*')
    .replace(/(?<=processes\/)[^.]+/g, '*');
  return `${operation} ${name}`;
}

function meet(operation, target, halve = () => undefined) {
  const path = pathOf(target);
  if (path !== undefined && depth === 0)
    listener({ operation, label: labelOf(operation, path), path: join(folder, path), halve });
}

const halfOf = (data) => {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return ArrayBuffer.isView(bytes) ? bytes.subarray(0, bytes.length >> 1) : undefined;
};
const writesHalf =
  (target, data, { flag, position = null }) =>
  () => {
    const half = halfOf(data);
    if (half === undefined) return;
    if (typeof target === 'number') original.writeSync(target, half, 0, half.length, position);
    else original.writeFileSync(target, half, { flag });
  };

/** By the name of a function: what it does, with the argument that says where and what is written. */
const OPERATIONS = {
  mkdir: ({ 0: path }) => meet('mkdir', path),
  rm: ({ 0: path }) => original.existsSync(path) && meet('remove', path),
  unlink: ({ 0: path }) => meet('remove', path),
  rename: ({ 1: path }) => meet('rename', path),
  link: ({ 1: path }) => meet('link', path),
  copyFile: ({ 1: path }) => meet('copy', path),
  truncate: ({ 0: path }) => meet('truncate', path),
  ftruncate: ({ 0: path }) => meet('truncate', path),
  fsync: ({ 0: path }) => meet('sync', path),
  fdatasync: ({ 0: path }) => meet('sync', path),
  // A text is followed by its place in the file; pieces of bytes are added.
  write: ({ 0: path, 1: data, 2: position }) =>
    meet('write', path, writesHalf(path, data, typeof data === 'string' ? { position } : {})),
  writeFile: ({ 0: path, 1: data, 2: options }) =>
    meet('write', path, writesHalf(path, data, { flag: options?.flag ?? 'w' })),
  appendFile: ({ 0: path, 1: data }) => meet('write', path, writesHalf(path, data, { flag: 'a' })),
  open: ({ 0: path, 1: flags = 'r' }) => /[wax]/.test(String(flags)) && meet('create', path),
};

/** A descriptor is used again once it is closed. */
const noteOpen = (path, descriptor) => void openPaths.set(descriptor, pathOf(path));

function wrapSync(name) {
  const own = original[`${name}Sync`];
  fs[`${name}Sync`] = (...args) => {
    OPERATIONS[name](args);
    depth++;
    try {
      const result = own(...args);
      if (name === 'open') noteOpen(args[0], result);
      return result;
    } finally {
      depth--;
    }
  };
}

function wrapPromised(name) {
  const own = fs.promises[name];
  if (own === undefined) return;
  fs.promises[name] = async (...args) => {
    OPERATIONS[name](args);
    const result = await own(...args);
    if (name === 'open') noteOpen(args[0], result.fd);
    return result;
  };
}

async function wrapHandles() {
  const handle = await original.promises.open('/dev/null', 'w');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const names = { write: 'write', appendFile: 'write', writeFile: 'write', truncate: 'ftruncate' };
  for (const [name, operation] of Object.entries({ ...names, sync: 'fsync', datasync: 'fdatasync' })) {
    const own = prototype[name];
    prototype[name] = async function (...args) {
      OPERATIONS[operation]([this.fd, ...args]);
      return own.apply(this, args);
    };
  }
}
