import tseslint from 'typescript-eslint'

export default tseslint.config({ ignores: ['dist/', 'var/', 'coverage/'] }, ...tseslint.configs.recommended, {
  files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
  languageOptions: { parserOptions: { projectService: true } },
  rules: {
    // A drizzle query without `await` never runs, so the mistake silently drops a write. checkThenables is what
    // makes the rule see it (a query is a thenable, not a Promise); test/lint.test.ts proves that it does.
    '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/await-thenable': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': 'error',
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    'no-console': 'error',
    eqeqeq: 'error',
  },
})
