import { errorCode } from '@lamella/files';
import { UserError } from '@lamella/core';

/** A mistake of the user, such as an unknown option, ends a benchmark with its message alone, without the code that found it. */
process.on('uncaughtException', (error) => {
  const isOption = errorCode(error)?.startsWith('ERR_PARSE_ARGS') === true;
  const isUsers = error instanceof UserError || isOption;
  console.error(isUsers ? error.message : error);
  process.exit(error instanceof UserError ? error.exitCode : isOption ? 2 : 1);
});
