const TABLE = Uint32Array.from({length: 256}, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/**
 * The CRC-32 of gzip and zip (RFC 1952) of bytes that come in pieces: what it was before the piece, 0 before the first, to what it is after it.
 *
 * @example
 * ```ts
 * crc32(0, new TextEncoder().encode("123456789")) // → 3421780262
 * ```
 */
export function crc32(before: number, bytes: Uint8Array): number {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
