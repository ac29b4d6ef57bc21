import type { Finding } from './report.ts';

const titles: Readonly<Record<string, string>> = {
  'not-a-number': 'Not a number',
  clipping: 'Clipping',
  'full-scale': 'Full scale',
  'true-peak-over': 'True peak over',
  dropout: 'Dropout',
  click: 'Click',
  discontinuities: 'Discontinuities',
  silent: 'Silence',
  'silent-channel': 'Silent channel',
  'leading-silence': 'Leading silence',
  'trailing-silence': 'Trailing silence',
  'inner-silence': 'Inner silence',
  'identical-channels': 'Identical channels',
  'inverted-channels': 'Inverted channels',
  unbalanced: 'Imbalance',
  'opposed-channels': 'Opposed channels',
  'dc-offset': 'DC offset',
  'early-cut-off': 'Early cut-off',
  'unused-bits': 'Unused bits',
  denormal: 'Denormal samples',
};

/** Rules that have a title of their own. */
export const titledRules: readonly string[] = Object.keys(titles);

/** What a rule's name means to people: dc-offset → DC offset. A rule of another version keeps its name. */
export const ruleTitle = (rule: string): string =>
  titles[rule] ?? rule.charAt(0).toUpperCase() + rule.slice(1).replaceAll('-', ' ');

export const severityTitles: Readonly<Record<Finding['severity'], string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Info',
};

/** What all rules together look for. */
export const lookedFor =
  'clipping, true peaks above full scale, samples that are no numbers, dropouts, clicks, silence, identical, ' +
  'inverted, opposed or unbalanced channels, DC offset, an early end of the spectrum, unused bits and denormal samples';
