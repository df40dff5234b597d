export { gatheredScriptsIn, scriptsIn, type LoadScript, type Script } from './load-script.ts';
export { nameRefusal } from './name-refusal.ts';
export { runTogether } from './run-together.ts';
