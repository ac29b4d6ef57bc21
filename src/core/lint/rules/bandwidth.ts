import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { found, ofFileOrNone } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { amount, yes } from '../support/options.ts';

export const bandwidth = defineRule({
  id: 'bandwidth',
  title: 'Bandwidth',
  description:
    'Where the mean spectrum breaks off (25 dB within 300 Hz, and nothing above), far below half the sample rate: as of a file that ' +
    'was upsampled or once coded with loss. It is a suspicion, not proof. Sound that fades out towards high frequencies does not ' +
    'break off.',
  severity: 'warning',
  options: v.strictObject({
    suspicion: yes('Such an edge in every channel of a lossless file is a violation.', true),
    minHz: amount('The edge is at this frequency or above, Hz, in lossy files as well.'),
  }),
  example: { minHz: 7000 },
  check({ report }, { suspicion = true, minHz }) {
    const edges = report.channels.filter(({ spectralFlatness }) => spectralFlatness !== null);
    const hertz = edges.map(({ bandwidthHz }) => bandwidthHz).filter((edge) => edge !== null);
    const shown = { title: 'Bandwidth', unit: 'Hz', digits: 0 };
    const breaks = hertz.length > 0 && hertz.length === edges.length;
    const message = breaks ? outside(shown, Math.max(...hertz), { min: minHz }) : null;
    if (message !== null) return ofFileOrNone(message);
    return suspicion ? found(report, 'early-cut-off') : [];
  },
});
