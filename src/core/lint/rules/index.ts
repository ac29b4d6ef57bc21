import type { LintRule } from '../rule.ts';
import { clipping } from './clipping.ts';

/** In the order of the docs. */
export const lintRules: readonly LintRule[] = [clipping];
