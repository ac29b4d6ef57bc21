import type { Preset } from './preset.ts';

/** What holds where there is no configuration: damage that nobody wants, and no matter of taste. */
export const recommended: Preset = {
  name: 'recommended',
  title: 'Recommended',
  description: 'Damage that nobody wants, whatever the audio is for.',
  sources: ['Our own choice.'],
  rules: { clipping: 'error' },
};
