import { defineConfig } from 'oxlint';
import { boundaryOverrides } from './tools/boundaries.ts';

const testFiles = ['**/*.test.ts', '**/test/**', 'tests/**', 'benches/**', 'packages/testkit/**'];
const plainScripts = ['**/*.mjs', 'oxlint.config.ts', 'vitest.config.ts'];

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node', 'vitest'],
  categories: { correctness: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['**/dist/**', '**/node_modules/**', '**/generated/**', '**/.panal/**', '**/fixtures/**', 'examples/**'],
  rules: {
    // Promises: nothing runs unobserved.
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/use-unknown-in-catch-callback-variable': 'error',
    // Types: nothing is waved through.
    'typescript/no-explicit-any': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/restrict-plus-operands': 'error',
    // Modules.
    'import/no-cycle': 'error',
    'import/no-self-import': 'error',
    'import/no-default-export': 'error',
    'import/no-mutable-exports': 'error',
    'unicorn/prefer-node-protocol': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    // Shape: the limits past which a file or function is split by reason to change.
    'max-params': ['error', { max: 4 }], // three, then options
    'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    'max-depth': ['error', { max: 4 }],
    // Habits.
    'eslint/no-control-regex': 'off', // stripping control characters is what such an expression is for
    'unicorn/no-thenable': 'off', // a scenario has given, when and then
    'unicorn/no-useless-spread': 'off', // `...(condition ? [x] : [])`, also where x is alone
    'eslint/eqeqeq': 'error',
    'eslint/no-console': 'error',
    'eslint/no-var': 'error',
    'eslint/prefer-const': 'error',
    'eslint/no-param-reassign': 'error',
    'eslint/no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
    'node/no-process-env': 'error',
    'unicorn/no-process-exit': 'error',
    'unicorn/no-abusive-eslint-disable': 'error',
    'vitest/no-disabled-tests': 'error',
    'vitest/no-focused-tests': 'error',
    'vitest/no-commented-out-tests': 'error',
    'vitest/no-identical-title': 'error',
    'vitest/no-conditional-expect': 'off', // property tests expect one thing or the other
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'vitest/no-standalone-expect': 'off', // a hook may expect that its preparation worked
    'vitest/expect-expect': 'off', // a test may wait for what it proves, or call a function that expects
  },
  overrides: [
    // Tests read better with literals and long setups; they run outside any service and may look at the environment.
    {
      files: testFiles,
      rules: {
        'max-lines': 'off',
        'max-lines-per-function': 'off',
        'node/no-process-env': 'off',
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
        'eslint/no-console': 'off',
      },
    },
    // The only readers of the environment, and the only ones that may end the process.
    { files: ['**/config.ts', 'packages/kernel/src/runtime/**'], rules: { 'node/no-process-env': 'off' } },
    {
      files: ['**/main.ts', 'apps/**', 'packages/kernel/src/runtime/**'],
      rules: { 'unicorn/no-process-exit': 'off', 'node/no-process-env': 'off' },
    },
    {
      files: plainScripts,
      rules: {
        'import/no-default-export': 'off',
        'node/no-process-env': 'off',
        'unicorn/no-process-exit': 'off',
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
      },
    },
    ...boundaryOverrides,
  ],
});
