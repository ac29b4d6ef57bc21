import type { Preset } from './preset.ts';
import { recommended } from './recommended.ts';

/** In the order of the docs. */
export const presets: readonly Preset[] = [recommended];
