import { expect, it } from 'vitest';
import { videoId } from '../../../services/core/index.ts';
import { parseJobSpec } from '../../../services/core/spec/index.ts';
import { JobRecord } from '../../../services/workflow/job-record.ts';

it('says what was made in the same order, whatever was ready first', () => {
  const source = { bucket: 'videos', key: 'film/source', name: 'film.mp4' };
  const record = new JobRecord({ videoId: videoId('film'), source, spec: parseJobSpec({}), ownsSource: true }, 0);
  record.made(['storyboard/a.jpg', 'poster.jpg']);
  record.made('audio/audio.m4a');
  expect(record.status().files).toEqual(['audio/audio.m4a', 'poster.jpg', 'storyboard/a.jpg']);
});
