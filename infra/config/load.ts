export class ConfigError extends Error {}
export const loadConfig = async (_: unknown) => {
  const { configSchema } = await import('./schema.ts');
  return configSchema.parse({ temporal: { kind: 'selfHosted' }, transcode: { kind: 'gpu' } });
};
