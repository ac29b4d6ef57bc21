import type { PitchResult } from '../../../core/protocol/spectrogram.ts';
import { pitchHop, PitchTracker } from '../../../core/spectrogram/pitch.ts';
import type { PictureParams } from '../../spectrogram/pictureApi.ts';
import type { OpenFile } from '../openFiles.ts';
import type { Breath } from './breath.ts';
import { Planes, TrackReader } from './trackReader.ts';

export async function pitch(file: OpenFile, params: PictureParams<'pitch'>, breath: Breath): Promise<PitchResult> {
  const { start, count, channels } = params;
  const { sampleRate } = file.facts;
  const reader = new TrackReader(file, params, { ...params, channels: channels.slice(0, 1) }, breath);
  try {
    const tracker = new PitchTracker(sampleRate);
    const hop = pitchHop(sampleRate);
    const at = start * hop - tracker.margin;
    const planes = new Planes(1, count * hop + 2 * tracker.margin);
    await reader.read(at, planes.stride, planes, 0);
    await breath.take();
    return tracker.track(planes.each[0]!, at, start, count);
  } finally {
    await reader.close();
  }
}
