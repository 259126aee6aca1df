import { encodeRecord } from './tf-record.ts';

/** Numbers of one time of a training, for TensorBoard. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly time: number;
  readonly step: number;
  /** By tag, such as `train/loss`; TensorBoard shows a chart for each. */
  readonly scalars: Readonly<Record<string, number>>;
}

/**
 * The name of an event file: TensorBoard reads every file of a folder whose name has `tfevents` in it, in the order of their
 * names, as one run.
 *
 * @param time seconds since 1970
 */
export function eventFileName(time: number): string {
  return `events.out.tfevents.${Math.floor(time)}.lamella`;
}

/** Encodes the first event of a file: the version of its format. @param time seconds since 1970 */
export function encodeEventFileStart(time: number): Buffer {
  return encodeRecord(Buffer.concat([double(1, time), bytes(3, Buffer.from('brain.Event:2'))]));
}

/**
 * A record of TensorBoard's event files: a message `Event` with a `Summary` of scalars, each as `simple_value`, that is float32.
 *
 * @see tensorboard/compat/proto/event.proto and summary.proto
 */
export function encodeScalars({ time, step, scalars }: ScalarEvent): Buffer {
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytes(1, Buffer.concat([bytes(1, Buffer.from(tag)), float(2, value)])),
  );
  return encodeRecord(Buffer.concat([double(1, time), integer(2, step), bytes(5, Buffer.concat(values))]));
}

/** Types on the wire of Protocol Buffers: https://protobuf.dev/programming-guides/encoding. */
const wire = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

/** A whole number of at least 0, seven bits in a byte, the lowest first. */
function varint(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...varint(Math.floor(value / 128))];
}

function tag(field: number, type: keyof typeof wire): number[] {
  return varint(field * 8 + wire[type]);
}

function integer(field: number, value: number): Buffer {
  return Buffer.from([...tag(field, 'varint'), ...varint(value)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([...tag(field, 'delimited'), ...varint(value.length)]), value]);
}

function double(field: number, value: number): Buffer {
  const encoded = Buffer.alloc(8);
  encoded.writeDoubleLE(value);
  return Buffer.concat([Buffer.from(tag(field, 'fixed64')), encoded]);
}

function float(field: number, value: number): Buffer {
  const encoded = Buffer.alloc(4);
  encoded.writeFloatLE(value);
  return Buffer.concat([Buffer.from(tag(field, 'fixed32')), encoded]);
}
