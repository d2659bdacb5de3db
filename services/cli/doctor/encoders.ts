import { VIDEO_CODECS } from '../../core/index.ts';
import { checkFfmpeg } from '../ffmpeg.ts';
import { attempt, type Finding } from './finding.ts';

export function checkEncoders(): Promise<Finding> {
  return attempt('ffmpeg and encoders', 'Install ffmpeg 5.1 or later with libx264.', async () => {
    const { version, codecs } = await checkFfmpeg();
    const missing = VIDEO_CODECS.filter((codec) => !codecs.includes(codec));
    return `${version}, encodes ${codecs.join(', ')}${missing.length > 0 ? `, not ${missing.join(', ')}` : ''}`;
  });
}
