// The entry of dist/lint.js: what lint does, loaded when it is first needed.
export { LintCache, lintCacheFile } from '../../node/clientLintCache.ts';
export { LintService } from './lintService.ts';
