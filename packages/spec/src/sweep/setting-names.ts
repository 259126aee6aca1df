import { hashJson } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { basename, isAbsolute } from 'node:path';

/** A swept setting with its value: a label of a trial. */
export type Swept = Readonly<Record<string, unknown>>;

/** A setting's value as a label: files and folders by their last part, as they lie elsewhere on other machines. */
export function withoutFolders(value: unknown): unknown {
  if (typeof value === 'string') return isAbsolute(value) ? basename(value) : value;
  if (Array.isArray(value)) return value.map(withoutFolders);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutFolders(member)]));
}

/** The names of settings in print: the last part of each path, or the whole path where two end alike. */
export function settingNames(keys: readonly string[]): string[] {
  const last = (key: string): string => key.slice(key.lastIndexOf('.') + 1);
  return keys.map((key) =>
    keys.some((other) => other !== key && last(other) === last(key)) ? key : last(key),
  );
}

/** Swept settings in print: `learningRate 4e-4, epochs 3`. */
export function describeSwept(swept: Swept): string {
  const keys = Object.keys(swept);
  const names = settingNames(keys);
  return keys.map((key, index) => `${names[index]} ${describeValue(swept[key])}`).join(', ');
}

/** Swept settings as parts of a file's name: `learning-rate-4e-4`. */
export function sweptSlugs(swept: Swept): string[] {
  const keys = Object.keys(swept);
  const names = settingNames(keys);
  return keys.map((key, index) => `${slugOf(String(names[index]))}-${slugOf(describeValue(swept[key]))}`);
}

/** The shorter of a number's two forms, so that 0.0004 is 4e-4; other values as JSON without its quotes. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return JSON.stringify(value).replaceAll('"', '');
  const [plain, exponential] = [String(value), value.toExponential()];
  return exponential.length < plain.length ? exponential : plain;
}

/** Lower-case letters, digits, points and single hyphens; a longer text ends in a part of its hash. */
export function slugOf(text: string): string {
  const words = text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const slug = words.replace(/[^a-z0-9.]+/g, '-').replace(/^[-.]+|-+$/g, '');
  return slug.length <= 40 ? slug : `${slug.slice(0, 31)}-${hashJson(text).slice(0, 8)}`;
}
