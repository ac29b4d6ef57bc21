import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainAnalysis } from '../../../src/core/protocol/spectrogram.ts';
import { NO_LEVEL } from '../../../src/core/spectrogram/levelCode.ts';
import { LaneSpectrogram } from '../../../webview/layers/laneSpectrogram.ts';
import { PlaneStore } from '../../../src/core/picture/spectrogram/planes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('rows of a lane', () => {
  it('are asked for at once, then when its height has rested', () => {
    const settled = vi.fn();
    const lane = new LaneSpectrogram(settled);
    expect(lane.rows(160)).toBe(160);
    for (let height = 161; height <= 200; height++) {
      expect(lane.rows(height)).toBe(160);
      vi.advanceTimersByTime(50);
      // Frames without another height put nothing off.
      expect(lane.rows(height)).toBe(160);
    }
    expect(settled).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60);
    expect(settled).toHaveBeenCalledTimes(1);
    expect(lane.rows(200)).toBe(200);
    vi.advanceTimersByTime(1000);
    expect(settled).toHaveBeenCalledTimes(1);
  });

  it('are forgotten when it has its old height again, or is gone', () => {
    const settled = vi.fn();
    const lane = new LaneSpectrogram(settled);
    lane.rows(160);
    lane.rows(170);
    expect(lane.rows(160)).toBe(160);
    lane.rows(180);
    lane.dispose();
    vi.advanceTimersByTime(1000);
    expect(settled).not.toHaveBeenCalled();
    expect(new LaneSpectrogram(settled).rows(9000)).toBe(2048);
  });
});

describe('what a lane shows', () => {
  const rows = 10;
  const kind = { analysis: plainAnalysis, axis: { scale: 'linear', low: 0, high: 1000, rows } } as const;
  const track = { tracks: 'channels', channel: 0 } as const;
  const store = new PlaneStore();
  // Code 1000 · row + column, but for silence and no level in the lowest row.
  const data = Uint16Array.from({ length: rows * 256 }, (_, i) => 1000 * Math.floor(i / 256) + (i % 256));
  data[1] = NO_LEVEL;
  store.put(track, kind, 0, 0, {
    ...{ count: 256, data, draft: false, odd: true },
    ...{ scannedFrames: 0, scanDone: true, totalFrames: 256 * 512 },
  });
  const scene = { track, kind, level: 0, startFrame: 0, framesPerColumn: 512, width: 200, height: rows };
  const laneOf = (louder: number): LaneSpectrogram => {
    const lane = new LaneSpectrogram(() => undefined);
    lane.louder = louder;
    lane.update(store, { ...scene, totalFrames: 256 * 512 });
    return lane;
  };

  it('is read by frame and frequency', () => {
    const lane = laneOf(0);
    expect(lane.codeAt(0, 999)).toBe(9000);
    expect(lane.codeAt(511.9, 100)).toBe(1000);
    expect(lane.codeAt(512 * 7, 99.9)).toBe(7);
    expect(lane.codeAt(512 * 7, 1000)).toBe(9007);
    expect(lane.codeAt(512 * 7, 1001)).toBeNull();
    expect([lane.codeAt(-1, 100), lane.codeAt(512 * 200, 100)]).toEqual([null, null]);
    expect(new LaneSpectrogram(() => undefined).codeAt(0, 100)).toBeNull();
  });

  it('adds what the lane is louder to every level, but not to silence or to none', () => {
    const lane = laneOf(20 * Math.log10(2));
    expect(lane.codeAt(512 * 7, 150)).toBe(1007 + 1541);
    expect(lane.codeAt(0, 50)).toBe(0);
    expect(lane.codeAt(512, 50)).toBe(NO_LEVEL);
  });
});
