import { FIELD } from '../../src/core/engine/engineState.ts';
import type { MeterReader } from './meterReader.ts';
import type { Sound } from './sound.ts';
import type { Transport } from './transport.ts';
import type { Finding } from './types.ts';

const states: Readonly<Record<string, string>> = {
  running: 'running',
  suspended: 'at rest',
  interrupted: 'interrupted by the system',
  closed: 'closed',
};

/** Why nothing is heard, as far as a page can tell: from the context down to the level that leaves. */
export function diagnose(transport: Transport, sound: Sound, reader: MeterReader): Finding[] {
  const { device, session, info } = transport;
  const context = device?.context;
  const link = session?.link ?? null;
  const playing = info.state === 'playing';
  const findings: Finding[] = [];
  const add = (what: string, value: string, verdict: Finding['verdict']): void =>
    void findings.push({ what, value, verdict });

  if (info.state === 'blocked') add('Permission', 'the browser waits for a click before it gives sound', 'bad');
  const state = context ? (states[context.state] ?? context.state) : 'not opened yet';
  const atFault = transport.wanted && context !== undefined && context.state !== 'running';
  add('Sound output', state, context?.state === 'running' ? 'good' : atFault ? 'bad' : 'unknown');
  const rate = info.deviceRate ?? info.contextRate;
  add('Device rate', rate === null ? 'not known' : `${rate} Hz`, rate === null ? 'unknown' : 'good');
  const rendered = link?.state[FIELD.rendered] ?? 0;
  add('Frames of the file played', String(info.consumedFrames), playing && info.consumedFrames === 0 ? 'bad' : rendered > 0 ? 'good' : 'unknown'); // prettier-ignore
  const { peak } = reader.read(link, playing);
  const highest = Math.max(0, ...peak);
  const level = highest > 0 ? `${(20 * Math.log10(highest)).toFixed(1)} dBFS` : 'silence';
  add('Level that leaves', playing ? level : 'nothing plays', playing ? (highest > 0 ? 'good' : 'bad') : 'unknown');
  if (sound.silent) add('Volume', 'turned all the way down', 'bad');
  if (info.xruns > 0) add('Dropouts', String(info.xruns), 'bad');
  if (info.nonFinite > 0) add('Samples that are no numbers', `${info.nonFinite}, played as silence`, 'bad');
  if (info.error !== null) add('Last failure', info.error, 'bad');
  const fine = playing && highest > 0 && context?.state === 'running';
  if (fine) add('Beyond this editor', 'sound leaves it: see the volume and the output device of the system', 'unknown');
  return findings;
}
