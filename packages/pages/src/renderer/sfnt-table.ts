/** The bytes of one table of a TrueType or OpenType font; null when it has none (OpenType 1.9, "Font file"). */
export function sfntTable(font: Uint8Array, tag: number): Uint8Array | null {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const tables = view.getUint16(4);
  for (let record = 12; record < 12 + tables * 16; record += 16) {
    if (view.getUint32(record) !== tag) continue;
    const from = view.getUint32(record + 8);
    return font.subarray(from, from + view.getUint32(record + 12));
  }
  return null;
}
