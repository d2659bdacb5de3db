/** Transfer functions of high dynamic range, by ffmpeg's names. */
export const HDR_TRANSFERS: readonly string[] = ['smpte2084', 'arib-std-b67'];

/**
 * Filters that bring high dynamic range in BT.2020 to BT.709 in limited range: linear light, the picture's own white at
 * 100 cd/m², Hable's curve.
 * @param transfer one of {@link HDR_TRANSFERS}
 */
export function toneMap(transfer: string, range: 'full' | 'limited'): string[] {
  return [
    `zscale=min=bt2020nc:pin=bt2020:tin=${transfer}:rin=${range}:t=linear:npl=100`,
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=hable:desat=0',
    'zscale=t=bt709:m=bt709:r=limited',
  ];
}
