/** Tests run as ES modules on TypeScript sources: no build comes before them. */
export default {
  testEnvironment: 'node',
  testMatch: ['**/test/**/*.test.ts', '<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '/\\.tsc/', '/\\.aibmc/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  globalSetup: './tests/support/global-setup.mjs',
  globalTeardown: './tests/support/global-teardown.mjs',
  reporters: ['default', './tests/support/closing-line.mjs'],
  maxWorkers: 2,
  testTimeout: 30_000,
};
