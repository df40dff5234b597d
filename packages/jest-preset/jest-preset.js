/** How every package runs its tests: native ESM, types erased by swc, each run counted. */
export default {
  testEnvironment: 'node',
  testMatch: ['**/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // Jest's five seconds are too few to start processes in, on a busy machine.
  testTimeout: 60_000,
  reporters: ['default', '@quire/jest-preset/count-tests'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};
