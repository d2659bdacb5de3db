export const WATERMARK_POSITIONS = ['top-left', 'top-right', 'bottom-left', 'bottom-right', 'center'] as const;

/** The picture that is laid over a video, as it was prepared: an RGBA PNG in the video's folder. */
export interface WatermarkImage {
  readonly sha256: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/** A mark over the whole video, with all that decides what it looks like. */
export interface Watermark {
  readonly image: WatermarkImage;
  readonly position: (typeof WATERMARK_POSITIONS)[number];
  /** 0 (not there) to 1 (covers what is below). */
  readonly opacity: number;
  /** Share of the picture's width, 0 to 1. */
  readonly width: number;
  /** Distance from the edges as a share of the picture's width. */
  readonly margin: number;
}

/** A rectangle in a picture, in pixels: all even, since colours are stored for two by two. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a mark goes in a picture of even sides. It keeps its shape, and is made smaller where it would not fit; a margin
 * that leaves no room for it gives way.
 */
export function placeWatermark({ image, position, width, margin }: Watermark, picture: Size): Placement {
  const shape = image.height / image.width;
  const wide = Math.min(width * picture.width, picture.height / shape);
  const mark = { width: evenSide(wide, picture.width), height: evenSide(wide * shape, picture.height) };
  const room = { x: picture.width - mark.width, y: picture.height - mark.height };
  if (position === 'center') return { ...mark, x: even(room.x / 2), y: even(room.y / 2) };
  const inset = even(margin * picture.width);
  const [vertical, horizontal] = position.split('-');
  const near = { x: Math.min(inset, room.x), y: Math.min(inset, room.y) };
  return {
    ...mark,
    x: horizontal === 'left' ? near.x : room.x - near.x,
    y: vertical === 'top' ? near.y : room.y - near.y,
  };
}

const even = (n: number) => 2 * Math.floor(n / 2);
const evenSide = (n: number, most: number) => Math.min(most, Math.max(2, even(n)));
