import { findWorkspace } from '@lamella/core';

/** The command that sets up the engine: in Lamella's workspace, or where the package was installed by npm. */
export const SET_UP_COMMAND =
  findWorkspace() === undefined ? 'npx lamella-engine-setup' : 'npx nx run engine:setup';
