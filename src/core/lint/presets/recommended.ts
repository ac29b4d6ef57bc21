import type { Preset } from './preset.ts';

/** What holds where there is no configuration: damage that nobody wants, and no matter of taste. */
export const recommended: Preset = {
  name: 'recommended',
  title: 'Recommended',
  description:
    'Damage that nobody wants, whatever the audio is for: samples that are no numbers, clipped tops, dropouts, files that end early. ' +
    'It holds where there is no configuration.',
  sources: ['Our own choice: no level, format or name is asked for.'],
  rules: {
    'decode-errors': 'error',
    'not-a-number': 'error',
    clipping: 'error',
    dropout: 'error',
    'inverted-channels': 'error',
    click: 'warning',
    silent: 'warning',
    'dc-offset': 'warning',
  },
};
