import type { ByteSource } from '../byte-source.ts';
import { quote, unsound } from '../unsound.ts';
import { describeValue, isKind, type PickleValue } from './pickle-value.ts';

/** The requests of a pickle beyond plain values. Each throws unless it is known to be harmless data. */
export interface PickleObjects {
  /** Checks the name of a class or function. */
  checkGlobal(name: string, fail: Failure): void;
  /** Returns the value that a call stands for. Nothing is called. */
  reduce(global: string, args: readonly PickleValue[], fail: Failure): PickleValue;
  /** Returns the value that a reference to an object outside of the pickle stands for. */
  load(id: PickleValue, fail: Failure): PickleValue;
}

/** Makes the error for something that is wrong, with where it is and what else there is to say. */
export type Failure = (what: string, comment?: string) => Error;

/**
 * The stack and the memo of a pickle that is being read. It holds what the bytes have put there and nothing else: no
 * class is looked up and no function is called.
 */
export class PickleMachine {
  readonly source: ByteSource;
  readonly objects: PickleObjects;
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(source: ByteSource, objects: PickleObjects) {
    this.source = source;
    this.objects = objects;
  }

  readonly fail: Failure = (what, comment = '') => {
    const { path, position } = this.source;
    return unsound(path, `${what} (up to byte ${position})${comment}`);
  };

  get isEmpty(): boolean {
    return this.#stack.length === 0 && this.#marks.length === 0;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw this.fail('its pickle takes a value from an empty stack');
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Takes the values since the last mark. */
  popToMark(): PickleValue[] {
    const begin = this.#marks.pop();
    if (begin === undefined) throw this.fail('its pickle goes back to a mark that was not set');
    return this.#stack.splice(begin);
  }

  remember(index: number = this.#memo.size): void {
    const value = this.pop();
    this.#memo.set(index, value);
    this.push(value);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined)
      throw this.fail(`its pickle refers to entry ${index} of its memo, which was not set`);
    this.push(value);
  }

  /** Adds items to the list on top of the stack. */
  append(items: readonly PickleValue[]): void {
    const list = this.pop();
    if (!isKind(list, 'list')) throw this.fail(`its pickle adds items to ${describeValue(list)}`);
    for (const item of items) list.items.push(item);
    this.push(list);
  }

  /** Adds keys and values, in turn, to the dict on top of the stack. */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.pop();
    if (!isKind(dict, 'dict')) throw this.fail(`its pickle sets items of ${describeValue(dict)}`);
    if (items.length % 2 === 1) throw this.fail('its pickle sets a key without a value');
    for (let i = 0; i < items.length; i += 2) {
      const [key, value] = [items[i], items[i + 1] ?? null];
      if (typeof key !== 'string')
        throw this.fail(`a key of a dict is ${describeValue(key)} instead of a text`);
      if (dict.entries.has(key)) throw this.fail(`the key ${quote(key)} stands twice in a dict`);
      dict.entries.set(key, value);
    }
    this.push(dict);
  }

  /** Puts a class or function on the stack, if it is one of those that are known. */
  pushGlobal(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw this.fail(`its pickle names a class by ${describeValue(module)} and ${describeValue(name)}`);
    const fullName = `${module}.${name}`;
    this.objects.checkGlobal(fullName, this.fail);
    this.push({ kind: 'global', name: fullName });
  }

  /** Replaces a function and its arguments by what the call stands for. */
  reduce(): void {
    const args = this.pop();
    const callable = this.pop();
    if (!isKind(callable, 'global') || !isKind(args, 'tuple'))
      throw this.fail(`its pickle calls ${describeValue(callable)} with ${describeValue(args)}`);
    this.push(this.objects.reduce(callable.name, args.items, this.fail));
  }

  /** Drops the attributes of a dict: PyTorch keeps version numbers of modules there. */
  build(): void {
    const state = this.pop();
    const target = this.pop();
    if (!isKind(target, 'dict') || !isKind(state, 'dict'))
      throw this.fail(`its pickle sets attributes of ${describeValue(target)}`);
    this.push(target);
  }
}
