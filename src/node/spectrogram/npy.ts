/**
 * The head of a NumPy file of format 1.0 (numpy.lib.format): magic, version, length and a Python dictionary, padded with
 * spaces to a multiple of 64 bytes. The data follows in C order, little-endian.
 */
export function npyHeader(type: 'f4' | 'f8', shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '<${type}', 'fortran_order': False, 'shape': ${sizes}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(length, ' ');
  bytes.write('\x93NUMPY\x01\x00', 0, 'latin1');
  bytes.writeUInt16LE(length - 10, 8);
  bytes.write(text, 10, 'latin1');
  bytes[length - 1] = 0x0a;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
}
