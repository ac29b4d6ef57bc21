import { ascii, viewOf } from './byteSource.ts';
import { EarshotError } from '../protocol/errors.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { openArray } from './npy.ts';
import { noAudio, unsupported } from './validate.ts';
import { zipData, zipMembers } from './zip.ts';

/** Several NumPy arrays in a ZIP archive: the first that can be audio is opened. */
export const npz = defineFormat({
  id: 'npz',
  extensions: [],
  optionalExtensions: ['npz'],
  sniff(head) {
    if (ascii(head, 0, 4) !== 'PK\x03\x04' || head.length < 30) return false;
    return ascii(head, 30, viewOf(head).getUint16(26, true)).endsWith('.npy');
  },
  open,
});

async function open({ source, name, layout }: FileFacts): Promise<OpenedAudio> {
  const arrays = (await zipMembers(source, name)).filter((member) => member.name.endsWith('.npy'));
  let failure: EarshotError | undefined;
  for (const member of arrays.slice(0, 1000)) {
    const array = member.name.slice(0, -'.npy'.length);
    try {
      if (member.encrypted) throw unsupported(name, `the encrypted array '${array}'`);
      if (member.method !== 0) {
        throw unsupported(name, `the compressed array '${array}' (store it with numpy.savez to open it)`);
      }
      const start = await zipData(source, member);
      if (start === undefined) throw noAudio(name, `the array '${array}' is not where its directory says`);
      const opened = await openArray(source, name, start, start + member.packedBytes, layout);
      opened.info.container = 'NumPy (npz)';
      const others = arrays.filter((other) => other !== member).map((other) => other.name.slice(0, -4));
      if (others.length > 0) {
        const list = others.slice(0, 8).join(', ') + (others.length > 8 ? ' …' : '');
        opened.info.warnings.push(`The array '${array}' is shown; the archive also holds ${list}.`);
      }
      return opened;
    } catch (error) {
      if (!(error instanceof EarshotError) || error.code === 'needs-layout') throw error;
      failure ??= error;
    }
  }
  throw failure ?? noAudio(name, 'the archive holds no NumPy array');
}
