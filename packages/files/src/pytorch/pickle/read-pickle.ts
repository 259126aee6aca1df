import type { ByteSource } from '../byte-source.ts';
import { describeOpcode, opcode } from './opcode-names.ts';
import { PickleMachine, type PickleObjects } from './pickle-machine.ts';
import type { PickleValue } from './pickle-value.ts';

type Operation = (machine: PickleMachine) => void;

/** Bounds for memory and time: 45 operations and 250 bytes make a tensor, so that 80,000 of them fit. */
const MAX_OPERATIONS = 4_000_000;
const MAX_BYTES = 2 ** 25;

const MAX_PROTOCOL = 5;
const MAX_NAME_BYTES = 1000;

/** The operations that a state dict needs, saved with protocols 2 to 5. */
const OPERATIONS: ReadonlyMap<number, Operation> = new Map(
  Object.entries<Operation>({
    PROTO: (m) => {
      const protocol = m.source.byte();
      if (protocol > MAX_PROTOCOL)
        throw m.fail(`its pickle protocol is ${protocol}; up to ${MAX_PROTOCOL} are known`);
    },
    FRAME: (m) => void m.source.bytes(8),
    MARK: (m) => m.mark(),
    NONE: (m) => m.push(null),
    NEWTRUE: (m) => m.push(true),
    NEWFALSE: (m) => m.push(false),
    BININT: (m) => m.push(m.source.unsigned(4) | 0),
    BININT1: (m) => m.push(m.source.byte()),
    BININT2: (m) => m.push(m.source.unsigned(2)),
    LONG1: (m) => m.push(readLong(m.source.bytes(m.source.byte()))),
    BINFLOAT: (m) => {
      const { buffer, byteOffset } = m.source.bytes(8);
      m.push(new DataView(buffer, byteOffset).getFloat64(0));
    },
    SHORT_BINUNICODE: (m) => m.push(readText(m, m.source.byte())),
    BINUNICODE: (m) => m.push(readText(m, m.source.unsigned(4))),
    BINUNICODE8: (m) => m.push(readText(m, m.source.unsigned(8))),
    EMPTY_TUPLE: (m) => m.push({ kind: 'tuple', items: [] }),
    TUPLE1: (m) => pushTuple(m, 1),
    TUPLE2: (m) => pushTuple(m, 2),
    TUPLE3: (m) => pushTuple(m, 3),
    TUPLE: (m) => m.push({ kind: 'tuple', items: m.popToMark() }),
    EMPTY_LIST: (m) => m.push({ kind: 'list', items: [] }),
    APPEND: (m) => m.append([m.pop()]),
    APPENDS: (m) => m.append(m.popToMark()),
    EMPTY_DICT: (m) => m.push({ kind: 'dict', entries: new Map() }),
    SETITEM: (m) => {
      const value = m.pop();
      m.setItems([m.pop(), value]);
    },
    SETITEMS: (m) => m.setItems(m.popToMark()),
    BINPUT: (m) => m.remember(m.source.byte()),
    LONG_BINPUT: (m) => m.remember(m.source.unsigned(4)),
    MEMOIZE: (m) => m.remember(),
    BINGET: (m) => m.recall(m.source.byte()),
    LONG_BINGET: (m) => m.recall(m.source.unsigned(4)),
    GLOBAL: (m) => m.pushGlobal(readLine(m), readLine(m)),
    STACK_GLOBAL: (m) => {
      const name = m.pop();
      m.pushGlobal(m.pop(), name);
    },
    REDUCE: (m) => m.reduce(),
    BUILD: (m) => m.build(),
    BINPERSID: (m) => m.push(m.objects.load(m.pop(), m.fail)),
  }).map(([name, operation]) => [opcode(name), operation]),
);

const STOP = opcode('STOP');

/**
 * Reads one pickled value. Only the operations that a state dict needs are known; nothing that the pickle names is
 * looked up or executed. Memory and time are bounded by a small multiple of the pickle's size.
 *
 * @param objects says which classes and functions are known, and what they stand for
 * @throws UserError that names the operation or the class that is refused
 */
export function readPickle(source: ByteSource, objects: PickleObjects): PickleValue {
  const machine = new PickleMachine(source, objects);
  const begin = source.position;
  for (let count = 0; count < MAX_OPERATIONS && source.position - begin < MAX_BYTES; count++) {
    const code = source.byte();
    if (code === STOP) {
      const value = machine.pop();
      if (!machine.isEmpty) throw machine.fail('its pickle leaves values behind');
      return value;
    }
    const operation = OPERATIONS.get(code);
    if (operation === undefined)
      throw machine.fail(
        `its pickle uses ${describeOpcode(code)}`,
        ', which weights do not need. Nothing of it was executed',
      );
    operation(machine);
  }
  throw machine.fail(`its pickle has more than ${MAX_OPERATIONS} operations or ${MAX_BYTES} bytes`);
}

function pushTuple(machine: PickleMachine, size: number): void {
  const items = Array.from({ length: size }, () => machine.pop());
  machine.push({ kind: 'tuple', items: items.reverse() });
}

/** Little-endian, two's complement. */
function readLong(bytes: Uint8Array): PickleValue {
  let value = 0n;
  for (const [i, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * i);
  value = BigInt.asIntN(8 * bytes.length, value);
  const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isSafe ? Number(value) : value;
}

function readText(machine: PickleMachine, length: number): string {
  if (length > MAX_BYTES)
    throw machine.fail(`its pickle has a text of ${length} bytes, more than ${MAX_BYTES}`);
  return decode(machine, machine.source.bytes(length));
}

function readLine(machine: PickleMachine): string {
  const bytes: number[] = [];
  for (let byte = machine.source.byte(); byte !== 0x0a; byte = machine.source.byte()) {
    if (bytes.push(byte) > MAX_NAME_BYTES) throw machine.fail('its pickle names a class without an end');
  }
  return decode(machine, Uint8Array.from(bytes));
}

function decode(machine: PickleMachine, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw machine.fail('its pickle has a text that is not UTF-8');
  }
}
