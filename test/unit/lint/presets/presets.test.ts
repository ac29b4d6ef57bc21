import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { severities } from '../../../../src/core/lint/rule.ts';
import { findPreset, presets } from '../../../../src/core/lint/presets/presets.ts';
import { findRule } from '../../../../src/core/lint/rules/index.ts';

describe('presets', () => {
  it('have names of their own', () => {
    expect(presets.map(({ name }) => name)).toEqual([
      ...['recommended', 'ebu-r128', 'streaming', 'podcast-stereo', 'podcast-mono', 'game-sfx', 'speech-corpus', 'acx'],
    ]);
    expect(findPreset('acx')?.title).toBe('ACX audiobook');
    expect(findPreset('no-such-preset')).toBeUndefined();
  });

  it.each(presets.map((preset) => [preset.name, preset] as const))('%s asks for what rules can', (_, preset) => {
    expect(preset.description).toMatch(/^[A-Z].{40,}\.$/s);
    expect(preset.sources.length).toBeGreaterThan(0);
    for (const source of preset.sources) expect(source).toMatch(/our own choice|usual practice|https?:\/\/\S+$/i);
    for (const [id, setting] of Object.entries(preset.rules)) {
      const rule = findRule(id);
      expect(rule, id).toBeDefined();
      const { severity, ...options } = typeof setting === 'string' ? { severity: setting } : setting;
      expect(severities, id).toContain(severity);
      const checked = v.safeParse(rule!.options, options);
      expect(checked.issues, id).toBeUndefined();
      if (rule!.needs)
        expect(
          rule!.needs.some((name) => name in options),
          id,
        ).toBe(true);
    }
  });

  it('have the numbers of their sources', () => {
    const asked = Object.fromEntries(presets.map(({ name, rules }) => [name, rules]));
    // EBU R 128-2023 h, i, m.
    expect(asked['ebu-r128']).toMatchObject({
      ...{ loudness: { targetLufs: -23, toleranceLu: 0.2 }, 'true-peak': { maxDbtp: -1 } },
    });
    expect(asked['streaming']).toMatchObject({ loudness: { targetLufs: -14 }, 'true-peak': { maxDbtp: -1 } });
    const podcast = (lufs: number) => ({
      ...{ loudness: { targetLufs: lufs, toleranceLu: 1 }, 'true-peak': { maxDbtp: -1 } },
    });
    expect(asked['podcast-stereo']).toMatchObject({ ...podcast(-16), 'channel-count': { allowed: 2 } });
    expect(asked['podcast-mono']).toMatchObject({ ...podcast(-19), 'channel-count': { allowed: 1 } });
    // ASWG-R001.
    expect(asked['game-sfx']).toMatchObject({ 'true-peak': { maxDbtp: -1 } });
    expect(asked['speech-corpus']).toMatchObject({
      ...{ 'sample-rate': { allowedHz: 16000 }, 'channel-count': { allowed: 1 }, 'bit-depth': { allowedBits: 16 } },
    });
    // ACX Audio Submission Requirements.
    expect(asked['acx']).toMatchObject({
      ...{ 'rms-level': { minDbfs: -23, maxDbfs: -18 }, 'sample-peak': { maxDbfs: -3 } },
      ...{ 'noise-floor': { maxDbfs: -60 }, 'sample-rate': { allowedHz: 44100 }, container: { allowed: 'MP3' } },
      ...{ 'bit-rate': { minKbps: 192, constant: true }, duration: { maxSeconds: 120 * 60 } },
      ...{ 'leading-silence': { minSeconds: 0.5, maxSeconds: 1 } },
      ...{ 'trailing-silence': { minSeconds: 1, maxSeconds: 5 } },
    });
  });
});
