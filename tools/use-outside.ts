// Tries the packages as a user of npm has them, outside of the workspace: node --import tsx tools/use-outside.ts
import { workspaceRoot } from '@lamella/core';
import { useOutside } from './outside/use-outside.ts';

const failed = useOutside(workspaceRoot());
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
