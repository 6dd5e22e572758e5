import { describe, expect, it } from '@jest/globals';
import { settingPaths } from './setting-paths.ts';
import { readVariables, variableName } from './variables.ts';

const read = (env: Record<string, string>) => {
  const { settings, problems } = readVariables(env);
  return {
    values: Object.fromEntries(settings.map(({ path, value }) => [path.join('.'), value])),
    problems: problems.map(({ origin, message }) => `${origin}: ${message}`),
  };
};

describe('variables', () => {
  it('are named after the path of their setting', () => {
    expect(variableName(['media', 'portBase'])).toBe('SOTTOVOCE_MEDIA__PORT_BASE');
    expect(variableName(['server', 'https', 'certFile'])).toBe('SOTTOVOCE_SERVER__HTTPS__CERT_FILE');
    expect(variableName(['dataDirectory'])).toBe('SOTTOVOCE_DATA_DIRECTORY');
  });

  it('differ for each setting', () => {
    expect(new Set(settingPaths.map(variableName)).size).toBe(settingPaths.length);
  });

  it('are read as what their setting takes', () => {
    const { values, problems } = read({
      SOTTOVOCE_SECRET: '12345678901234567890123456789012',
      SOTTOVOCE_MEDIA__WORKERS: '2',
      SOTTOVOCE_MEDIA__MAX_PEERS_PER_WORKER: 'null',
      SOTTOVOCE_SERVER__HTTPS__ENABLED: 'false',
      SOTTOVOCE_SERVER__HTTPS__CERT_FILE: '',
      SOTTOVOCE_SERVER__HOST: '::1',
      SOTTOVOCE_SERVER__TRUST_PROXY: '10.0.0.0/8, loopback',
      SOTTOVOCE_MEDIA__CODECS: 'vp8',
      SOTTOVOCE_MEDIA__ADDRESSES: '[{listen: 10.0.0.5, announce: "203.0.113.5"}]',
      HOME: '/home/ada',
    });
    expect(problems).toEqual([]);
    expect(values).toEqual({
      secret: '12345678901234567890123456789012',
      'media.workers': 2,
      'media.maxPeersPerWorker': null,
      'server.https.enabled': false,
      'server.https.certFile': null,
      'server.host': '::1',
      'server.trustProxy': ['10.0.0.0/8', 'loopback'],
      'media.codecs': ['vp8'],
      'media.addresses': [{ listen: '10.0.0.5', announce: '203.0.113.5' }],
    });
  });

  it('are refused where no setting has their name', () => {
    expect(read({ SOTTOVOCE_MEDIA_PORT_BASE: '1', SOTTOVOCE_FROBNICATE: '1' }).problems).toEqual([
      'SOTTOVOCE_MEDIA_PORT_BASE: there is no such setting. Did you mean SOTTOVOCE_MEDIA__PORT_BASE?',
      'SOTTOVOCE_FROBNICATE: there is no such setting.',
    ]);
  });

  it('are left alone where they are not settings', () => {
    const { problems } = read({
      SOTTOVOCE_ENV: 'test',
      SOTTOVOCE_CONFIG: 'own.yaml',
      SOTTOVOCE_CACHE: '/var/cache',
      SOTTOVOCE_SERVICE_HOST: '10.96.0.7',
      SOTTOVOCE_SERVICE_PORT_HTTP: '8080',
      SOTTOVOCE_PORT: 'tcp://10.96.0.7:8080',
      SOTTOVOCE_PORT_8080_TCP_ADDR: '10.96.0.7',
      SOTTOVOCE_WEB_SERVICE_HOST: '10.96.0.8',
    });
    expect(problems).toEqual([]);
  });
});
