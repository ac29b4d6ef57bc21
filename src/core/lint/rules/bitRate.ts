import * as v from 'valibot';
import { defineRule, ofFile } from '../rule.ts';
import { ofFileOrNone } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { amount, yes } from '../support/options.ts';

export const bitRate = defineRule({
  id: 'bit-rate',
  title: 'Bit rate',
  description:
    'Thousand bits a second of the audio data; where the format does not tell those from the rest, of the whole file over its ' +
    'duration.',
  severity: 'error',
  needs: ['minKbps', 'maxKbps', 'constant'],
  options: v.strictObject({
    minKbps: amount('Lowest bit rate that is allowed, kbit/s.'),
    maxKbps: amount('Highest bit rate that is allowed, kbit/s.'),
    constant: yes('The bit rate is the same all along (CBR). Files that do not say are not looked at.', false),
  }),
  example: { minKbps: 192, constant: true },
  check({ bitRate: bits, bitRateMode }, { minKbps, maxKbps, constant = false }) {
    const shown = { title: 'Bit rate', unit: 'kbit/s', digits: 0 };
    const message = bits === null ? null : outside(shown, bits / 1000, { min: minKbps, max: maxKbps });
    const varies = constant && bitRateMode !== undefined && bitRateMode !== 'constant';
    return [...ofFileOrNone(message), ...(varies ? [ofFile(`Bit rate is ${bitRateMode}, wanted constant.`)] : [])];
  },
});
