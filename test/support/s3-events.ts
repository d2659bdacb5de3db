/* Messages as they come to a queue of SQS; the shapes are those of AWS's documentation. */

/** Of a rule of EventBridge for "Object Created", as S3 sends it. */
export function objectCreated({
  bucket = 'acme-videos',
  key = 'uploads/film.mp4',
  size = 31_457_280,
  etag = 'b1946ac9',
} = {}) {
  return JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: '2026-11-26T00:00:00Z',
    region: 'eu-west-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag, 'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e', sequencer: '00617F08299329D189' },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '111122223333',
      'source-ip-address': '198.51.100.7',
      reason: 'CompleteMultipartUpload',
    },
  });
}

/** What S3 sends to a queue once that it is to tell of objects without EventBridge. */
export const TEST_EVENT = JSON.stringify({
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-26T00:00:00.000Z',
  Bucket: 'acme-videos',
  RequestId: '5582815E1AEA5ADF',
  HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE',
});

export const DELETED = objectCreated().replace('Object Created', 'Object Deleted');
