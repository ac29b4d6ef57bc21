import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const rawGlobals = ['requestAnimationFrame', 'cancelAnimationFrame'].map((name) => ({
  name,
  message: 'Only webview/render/frameLoop.ts schedules frames; declare a layer dirty instead.',
}));

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.tsbuild/', 'node_modules/', 'samples/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-globals': ['error', ...rawGlobals],
    },
  },
  { files: ['webview/render/frameLoop.ts'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['src/cli/**', 'bench/**', 'test/**'], rules: { 'no-console': 'off', 'no-restricted-globals': 'off' } },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      // Answers of pages and child processes are untyped at the edge of a test.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
