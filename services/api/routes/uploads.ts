import { route } from '../route.ts';
import { beginUploadSchema, byId, signedPartsSchema, signPartsSchema, uploadSchema } from '../schemas/index.ts';

const tag = 'Uploads';

export const uploadRoutes = {
  beginUpload: route({
    method: 'POST',
    path: '/v1/uploads',
    tag,
    summary: 'Begin an upload',
    description: 'The file goes straight to S3 in parts, as many at a time as one likes, in any order.',
    scope: 'submit',
    body: beginUploadSchema,
    answers: { 201: uploadSchema },
    errors: ['SOURCE_TOO_LARGE', 'SOURCE_NOT_MEDIA', 'TENANT_OVER_QUOTA'],
  }),
  getUpload: route({
    method: 'GET',
    path: '/v1/uploads/{id}',
    tag,
    summary: 'What of an upload has arrived',
    scope: 'submit',
    params: byId,
    answers: { 200: uploadSchema },
    errors: ['UPLOAD_NOT_FOUND'],
  }),
  signParts: route({
    method: 'POST',
    path: '/v1/uploads/{id}/parts',
    tag,
    summary: 'Get addresses to PUT parts to',
    description: 'S3 refuses bytes that do not have the checksum that is named here.',
    scope: 'submit',
    params: byId,
    body: signPartsSchema,
    answers: { 200: signedPartsSchema },
    errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_COMPLETE'],
  }),
  completeUpload: route({
    method: 'POST',
    path: '/v1/uploads/{id}/complete',
    tag,
    summary: 'Complete an upload',
    scope: 'submit',
    params: byId,
    answers: { 200: uploadSchema },
    errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_INCOMPLETE'],
  }),
  abortUpload: route({
    method: 'DELETE',
    path: '/v1/uploads/{id}',
    tag,
    summary: 'Give an upload up, and remove what has arrived',
    scope: 'submit',
    params: byId,
    answers: { 204: null },
    errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_COMPLETE'],
  }),
} as const;
