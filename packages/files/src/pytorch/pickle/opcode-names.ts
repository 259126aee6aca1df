/** The operations of pickle protocols 0 to 5 by their codes (Python's `pickletools`). */
const NAMES: Readonly<Record<string, string>> = {
  'INT LONG STRING UNICODE FLOAT LIST DICT GET PUT INST OBJ PERSID POP DUP POP_MARK': 'ILSVFldgpioP021',
  'MARK STOP NONE TUPLE EMPTY_TUPLE EMPTY_LIST EMPTY_DICT APPEND APPENDS SETITEM SETITEMS': '(.Nt)]}aesu',
  'BININT BININT1 BININT2 BINFLOAT BINUNICODE BINSTRING SHORT_BINSTRING BINBYTES SHORT_BINBYTES': 'JKMGXTUBC',
  'BINGET LONG_BINGET BINPUT LONG_BINPUT GLOBAL REDUCE BUILD BINPERSID': 'hjqrcRbQ',
  'PROTO NEWOBJ EXT1 EXT2 EXT4 TUPLE1 TUPLE2 TUPLE3 NEWTRUE NEWFALSE LONG1 LONG4':
    '\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b',
  'SHORT_BINUNICODE BINUNICODE8 BINBYTES8 EMPTY_SET ADDITEMS FROZENSET NEWOBJ_EX STACK_GLOBAL MEMOIZE FRAME':
    '\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95',
  'BYTEARRAY8 NEXT_BUFFER READONLY_BUFFER': '\x96\x97\x98',
};

const byCode = new Map(
  Object.entries(NAMES).flatMap(([names, codes]) =>
    names.split(' ').map((name, i): [number, string] => [codes.charCodeAt(i), name]),
  ),
);

/** The name of an operation and its code in hexadecimal. */
export function describeOpcode(code: number): string {
  const hexadecimal = `0x${code.toString(16).padStart(2, '0')}`;
  const name = byCode.get(code);
  return name === undefined
    ? `an operation ${hexadecimal}, which does not exist`
    : `the operation ${name} (${hexadecimal})`;
}

/** The code of an operation. */
export function opcode(name: string): number {
  for (const [code, each] of byCode) if (each === name) return code;
  throw new Error(`Expected the name of a pickle operation, got ${name}`);
}
