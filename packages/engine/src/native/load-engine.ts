import { loadBinding } from './load-binding.ts';
import { defineRemovedFunctions } from './removed-functions.ts';

defineRemovedFunctions();
// tfjs finds the binding loaded; where there is none, this says what to do, which tfjs could not.
loadBinding();
