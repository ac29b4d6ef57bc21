import type { Codec, CodecInput } from './codec.ts';

/** Opens the codec of a stream. Each is loaded when it is first needed, and stands in a file of its own. */
export async function openCodec(input: CodecInput): Promise<Codec> {
  switch (input.stream.codec) {
    case 'wma':
      return (await import('./tail/wma.ts')).decodeWma(input as CodecInput<'wma'>);
    case 'musepack':
      return (await import('./tail/musepack.ts')).decodeMusepack(input as CodecInput<'musepack'>);
    case 'module':
      return (await import('./tail/module.ts')).decodeModule(input as CodecInput<'module'>);
    case 'npz':
      return (await import('./tail/npz.ts')).decodeNpz(input as CodecInput<'npz'>);
  }
}
