/** One sign of a page's text, as the document says it and as the page shows it. */
export interface TextSign {
  /** Empty where a sign only parts words. */
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** In points, as drawn. */
  readonly fontSize: number;
  /** Degrees clockwise, 0 to 359. */
  readonly angle: number;
  /** Whether the document says what it means: no private, missing or replaced Unicode. */
  readonly isMapped: boolean;
  /** The font that it is written in, told from others of its page by its number; 0 where nobody knows it. */
  readonly font: number;
  /** Nothing of it is painted: it is there for searching only, or to cut out what is painted over it. */
  readonly isHidden: boolean;
}
