/** The codecs that a sealed frame can be packed for. */
export type FrameCodec = 'vp8' | 'vp9' | 'av1' | 'opus';

export type MediaKind = 'audio' | 'video';

/** What the constant bytes before a sealed frame claim of it; VP9 and Opus need none. */
export type FramePrefix = 'none' | 'key' | 'delta';

export function mediaKind(codec: FrameCodec): MediaKind {
  return codec === 'opus' ? 'audio' : 'video';
}
