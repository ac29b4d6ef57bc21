import type { DecodedBlock, OggInput } from './codec.ts';
import { oggPages } from './oggPages.ts';

interface Decoded {
  channelData: readonly Float32Array[];
  sampleRate: number;
  errors?: unknown[];
}

interface OggDecoder {
  decode(pages: Uint8Array): Decoded | Promise<Decoded>;
  flush(): Decoded | Promise<Decoded>;
  free(): void;
}

/** Both Ogg codecs take pages and trim what lies before the first and after the last sample themselves. */
export async function* decodePages(input: OggInput, decoder: OggDecoder): AsyncGenerator<DecodedBlock> {
  const block = ({ channelData, sampleRate, errors }: Decoded): DecodedBlock => {
    if (errors?.length) input.warn('Some packets are damaged and were left out.');
    return { planes: [...channelData], frames: channelData[0]?.length ?? 0, sampleRate };
  };
  try {
    for (const pages of oggPages(input)) {
      if (pages.length > 0) yield block(await decoder.decode(pages));
    }
    yield block(await decoder.flush());
  } finally {
    decoder.free();
  }
}
