import { describe, expect, it } from 'vitest';
import { gatewaySettings, isLoopback } from '../../../services/gateway/settings.ts';

const code = (env: Record<string, string>): string => {
  try {
    gatewaySettings(env);
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the settings of the gateway', () => {
  it('asks for keys unless only this machine reaches it', () => {
    const needsKeys = (env: Record<string, string>) => gatewaySettings(env).needsKeys;
    expect(needsKeys({})).toBe(false);
    expect(needsKeys({ FANOUT_GATEWAY_AUTH: 'keys' })).toBe(true);
    expect(needsKeys({ FANOUT_GATEWAY_HOST: '0.0.0.0' })).toBe(true);
    expect(needsKeys({ FANOUT_GATEWAY_HOST: '::1' })).toBe(false);
    // A container listens on all of its own addresses, and is published on one of its host's.
    expect(needsKeys({ FANOUT_GATEWAY_HOST: '0.0.0.0', FANOUT_GATEWAY_PUBLISHED: '127.0.0.1' })).toBe(false);
    expect(needsKeys({ FANOUT_GATEWAY_HOST: '0.0.0.0', FANOUT_GATEWAY_PUBLISHED: '10.0.0.7' })).toBe(true);
  });

  it('does without keys on this machine only', () => {
    expect(code({ FANOUT_GATEWAY_AUTH: 'off' })).toBe('accepted');
    expect(code({ FANOUT_GATEWAY_AUTH: 'off', FANOUT_GATEWAY_HOST: '0.0.0.0' })).toBe('CONFIG_INVALID');
    expect(code({ FANOUT_GATEWAY_AUTH: 'of' })).toBe('CONFIG_INVALID');
  });

  it('takes origins, not addresses', () => {
    const { origins } = gatewaySettings({ FANOUT_GATEWAY_ORIGINS: 'https://a.example, http://localhost:5173/' });
    expect(origins).toEqual(['https://a.example', 'http://localhost:5173']);
    for (const wrong of ['*', 'a.example', 'https://a.example/page', 'null', 'file:///tmp']) {
      expect(code({ FANOUT_GATEWAY_ORIGINS: wrong }), wrong).toBe('CONFIG_INVALID');
    }
  });

  it('takes addresses without what comes after a path', () => {
    expect(gatewaySettings({ FANOUT_PLAYBACK_BASE: 'https://cdn.example/v/' }).playbackBase).toBe(
      'https://cdn.example/v',
    );
    for (const wrong of ['cdn.example', 'ftp://cdn.example', 'https://cdn.example/?a=1', 'javascript:alert(1)']) {
      expect(code({ FANOUT_PLAYBACK_BASE: wrong }), wrong).toBe('CONFIG_INVALID');
    }
  });

  it('knows where browsers send uploads to', () => {
    const origin = (env: Record<string, string>) => gatewaySettings(env).uploadOrigin;
    expect(origin({ MINIO_ENDPOINT: 's3:9000' })).toBe('http://s3:9000');
    expect(origin({ MINIO_ENDPOINT: 's3:9000', FANOUT_S3_PUBLIC_ENDPOINT: 'http://localhost:9000/' })).toBe(
      'http://localhost:9000',
    );
    expect(origin({ AWS_REGION: 'eu-west-1' })).toMatch(/^https:\/\/[a-z-]+\.s3\.eu-west-1\.amazonaws\.com$/);
  });

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['[::1]', true],
    ['LOCALHOST', true],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['10.0.0.1', false],
    ['0.0.0.0', false],
    ['', false],
  ])('%s is this machine: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
