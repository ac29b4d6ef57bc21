import * as v from 'valibot';
import { defineRule, ofFile, type Violation } from '../rule.ts';
import { at, frames } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { amount, yes } from '../support/options.ts';

export const loopPoints = defineRule({
  id: 'loop-points',
  title: 'Loop points',
  description:
    'Loops that the file has marked (smpl and acid chunks, INST and MARK of AIFF …) are not empty, lie inside of the audio, and come ' +
    'round without a jump: the step of any channel from the last sample of the loop to its first.',
  severity: 'error',
  options: v.strictObject({
    required: yes('The file has at least one loop.', false),
    maxSeamPercent: amount('Largest step where the loop comes round, percent of full scale.'),
  }),
  example: { required: true, maxSeamPercent: 5 },
  check({ report, loops }, { required = false, maxSeamPercent }) {
    if (report.decode.framesDecoded === 0) return [];
    if (loops.length === 0) return required ? [ofFile('The file has no loop points.')] : [];
    const all = report.file.frames ?? report.decode.framesDecoded;
    return loops.flatMap(({ startFrame, endFrame, label, seam }): Violation[] => {
      const name = label === '' ? 'The loop' : `Loop “${label}”`;
      if (endFrame <= startFrame) return [at(`${name} is empty.`, startFrame, startFrame + 1, report, null)];
      if (endFrame > all) {
        const message = `${name} ends at frame ${endFrame.toLocaleString('en')}, but the file has ${frames(all)}.`;
        return [at(message, startFrame, endFrame, report, null)];
      }
      if (seam === null) return [];
      const shown = { title: `${name} comes round with a step of`, unit: '%', digits: 1 };
      const message = outside(shown, seam * 100, { max: maxSeamPercent });
      return message === null ? [] : [at(message, endFrame - 1, endFrame, report, null)];
    });
  },
});
