/** Left and top are the first pixels', right and bottom lie behind the last. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The box around where a box of a crooked page lies once the page is set straight about its middle.
 * @param skew degrees clockwise by which the page lies crooked
 */
export function levelBox(
  box: Box,
  page: { readonly width: number; readonly height: number },
  skew: number,
): Box {
  if (skew === 0) return box;
  const angle = (-skew * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [halfWidth, halfHeight] = [(box.right - box.left) / 2, (box.bottom - box.top) / 2];
  const [midX, midY] = [page.width / 2, page.height / 2];
  const [x, y] = [box.left + halfWidth - midX, box.top + halfHeight - midY];
  const [levelX, levelY] = [midX + x * cos - y * sin, midY + x * sin + y * cos];
  const reachX = halfWidth * cos + halfHeight * Math.abs(sin);
  const reachY = halfHeight * cos + halfWidth * Math.abs(sin);
  return {
    left: levelX - reachX,
    top: levelY - reachY,
    right: levelX + reachX,
    bottom: levelY + reachY,
  };
}
