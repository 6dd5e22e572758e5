import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.ts';
import { readConfigFiles } from './files.ts';
import { loadConfig } from './load.ts';
import type { Environment } from './variables.ts';

const [defaults] = await readConfigFiles({ env: {} });
if (defaults === undefined) throw new Error('config/default.yaml was not read');

function load(text: string, env: Environment = {}) {
  return loadConfig({ env, files: [defaults ?? { name: '', text: '' }, { name: 'own.yaml', text }] });
}

function problems(text: string, env: Environment = {}): string {
  try {
    load(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('configuration', () => {
  it('is the defaults where nobody says otherwise', () => {
    const config = load('');
    expect(config.media.portBase).toBe(44_400);
    expect(config.server.httpPort).toBe(8080);
    expect(config.secret).toBeNull();
  });

  it('takes single settings out of a later file and leaves their neighbours', () => {
    const config = load('media: { portBase: 50000 }\nserver:\n  https:\n    port: 443\n');
    expect(config.media.portBase).toBe(50_000);
    expect(config.media.workerTargetLoad).toBe(0.7);
    expect(config.server.https).toEqual({ enabled: true, port: 443, certFile: null, keyFile: null });
  });

  it('replaces lists as a whole', () => {
    expect(load('media: { codecs: [h264, vp8] }').media.codecs).toEqual(['h264', 'vp8']);
  });

  it('lets a section stand empty', () => {
    expect(load('media:\n  # portBase: 50000\nlog:\n').media.portBase).toBe(44_400);
  });

  it('lets variables win over files', () => {
    const config = load('media: { portBase: 50000 }', { SOTTOVOCE_MEDIA__PORT_BASE: '50100' });
    expect(config.media.portBase).toBe(50_100);
  });

  describe('with something wrong', () => {
    it('names the setting, the file, what was expected and what was found', () => {
      expect(problems('media: { portBase: abc }')).toBe(
        'media.portBase (own.yaml): expected a port from 1024 to 65535, or 0 for any free ones, but found "abc".',
      );
    });

    it('names the variable', () => {
      expect(problems('media: { workers: 2 }', { SOTTOVOCE_MEDIA__WORKERS: 'many' })).toBe(
        'media.workers (SOTTOVOCE_MEDIA__WORKERS): expected \'auto\' or a number from 1 to 256, but found "many".',
      );
    });

    it('names the element of a list', () => {
      expect(problems('server: { allowedOrigins: ["https://a.example", "b.example/"] }')).toBe(
        'server.allowedOrigins.1 (own.yaml): expected a list of origins such as https://calls.example.org, but found "b.example/".',
      );
    });

    it('guesses which setting an unknown one was meant to be', () => {
      expect(problems('media: { portbase: 1 }\nhttpPort: 80\nzzzzzzzz: 1')).toBe(
        [
          'media.portbase (own.yaml): there is no such setting. Did you mean media.portBase?',
          'httpPort (own.yaml): there is no such setting. Did you mean server.httpPort?',
          'zzzzzzzz (own.yaml): there is no such setting.',
        ].join('\n'),
      );
    });

    it('tells all problems at once', () => {
      const text = problems('log: { level: loud }\nrooms: { maxRooms: 0 }', { SOTTOVOCE_LOG_LEVEL: 'info' });
      expect(text.split('\n')).toHaveLength(3);
    });

    it('never repeats a secret', () => {
      expect(problems('', { SOTTOVOCE_SECRET: 'hunter2' })).toBe(
        'secret (SOTTOVOCE_SECRET): expected at least 32 characters, or null, but it is something else.',
      );
      expect(problems('', { SOTTOVOCE_STORAGE__DATABASE: 'mysql://me:hunter2@db/calls' })).toBe(
        'storage.database (SOTTOVOCE_STORAGE__DATABASE): expected an address such as postgres://USER:PASSWORD@HOST/DATABASE, or null, but it is something else.',
      );
    });

    it('refuses a value where a section belongs', () => {
      expect(problems('media: 5')).toMatch(/^media \(own\.yaml\): expected a section with workers, portBase/);
    });

    it('refuses what is no YAML, or a list of settings', () => {
      expect(problems('media: [')).toMatch(/^own\.yaml: is not YAML: /);
      expect(problems('a: 1\na: 2')).toMatch(/^own\.yaml: is not YAML: .*unique/);
      expect(problems('- media')).toBe('own.yaml: expected sections and settings, such as "log:"');
    });

    it.each([
      ['server: { https: { certFile: a.pem } }', 'server.https'],
      ['server: { httpPort: null, https: { enabled: false } }', 'server.httpPort'],
      ['server: { https: { port: 8080 } }', 'server.https.port'],
      ['server: { trustProxy: true }', 'server.trustProxy'],
      ['media: { transports: { udp: false, tcp: false } }', 'media.transports'],
      ['media: { portBase: 65500, workers: 64 }', 'media.portBase'],
      ['media: { codecs: [vp8, vp8] }', 'media.codecs'],
      [
        'media: { addresses: [{ listen: 10.0.0.5 }, { listen: 10.0.0.5, announce: 203.0.113.5 }] }',
        'media.addresses',
      ],
      ['media: { addresses: [{ listen: 0.0.0.0 }] }', 'media.addresses'],
      ['limits: { messageBurst: 1 }', 'limits.messageBurst'],
      ['client: { video: { codec: vp9 } }\nmedia: { codecs: [vp8] }', 'client.video.codec'],
      ['files: { folder: /srv/files, s3: { bucket: files } }', 'files.folder'],
      ['files: { maxBytes: 1000, quotaBytesPerAccount: 999 }', 'files.quotaBytesPerAccount'],
    ])('refuses settings that cannot hold together: %s', (text, path) => {
      expect(problems(text).split(' (')[0]).toBe(path);
    });
  });
});
