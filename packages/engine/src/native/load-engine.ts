import { loadBinding } from './load-binding.ts';

// tfjs finds the binding loaded; where there is none, this says what to do, which tfjs could not.
loadBinding();
