/** Steps in a unit of each axis of the CIE 1931 diagram, and in a cd/m², as the standards count. */
export const CHROMA_STEPS = 50_000;
export const LUMINANCE_STEPS = 10_000;

/** A colour's place in the CIE 1931 diagram, in steps of 0.00002. */
export interface Chromaticity {
  readonly x: number;
  readonly y: number;
}

/** What a picture was graded on (SMPTE ST 2086). */
export interface MasteringDisplay {
  readonly red: Chromaticity;
  readonly green: Chromaticity;
  readonly blue: Chromaticity;
  readonly white: Chromaticity;
  /** Steps of 0.0001 cd/m². */
  readonly minLuminance: number;
  readonly maxLuminance: number;
}

/** How bright a picture gets (CTA-861.3), in cd/m²: its brightest pixel, and its brightest frame on average. */
export interface ContentLight {
  readonly max: number;
  readonly average: number;
}

/** The static metadata of HDR10, by which a screen maps tones. */
export interface Hdr10Metadata {
  readonly display: MasteringDisplay | null;
  readonly light: ContentLight | null;
}
