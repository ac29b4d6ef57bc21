import { acx } from './acx.ts';
import { ebuR128 } from './ebuR128.ts';
import { gameSfx } from './gameSfx.ts';
import { podcastMono } from './podcastMono.ts';
import { podcastStereo } from './podcastStereo.ts';
import type { Preset } from './preset.ts';
import { recommended } from './recommended.ts';
import { speechCorpus } from './speechCorpus.ts';
import { streaming } from './streaming.ts';

/** In the order of the docs. */
export const presets: readonly Preset[] = [
  ...[recommended, ebuR128, streaming, podcastStereo, podcastMono, gameSfx, speechCorpus, acx],
];

export const findPreset = (name: string): Preset | undefined => presets.find((preset) => preset.name === name);
