import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../config/schema.ts';
import { serverUrls } from './server-urls.ts';

const ports = { http: 8080, https: 8443, internal: 9464 };
const urls = (settings: Partial<Config['server']>, open: Parameters<typeof serverUrls>[1] = ports) =>
  serverUrls(
    {
      host: '::',
      publicUrl: null,
      internal: { host: '127.0.0.1', port: 0 },
      ...settings,
    } as Config['server'],
    open,
    ['192.0.2.7', '2001:db8::7'],
  );

describe('serverUrls', () => {
  it('names this machine, and every address for others', () => {
    expect(urls({})).toEqual({
      http: 'http://localhost:8080',
      https: 'https://localhost:8443',
      internal: 'http://127.0.0.1:9464',
      others: ['https://192.0.2.7:8443', 'https://[2001:db8::7]:8443'],
    });
  });

  it('puts the public URL first', () => {
    expect(urls({ publicUrl: 'https://calls.example.org' }).others[0]).toBe('https://calls.example.org');
  });

  it('offers others nothing where only this machine is listened to', () => {
    expect(urls({ host: '127.0.0.1' })).toMatchObject({ http: 'http://localhost:8080', others: [] });
  });

  it('keeps to the one address that is listened on', () => {
    expect(urls({ host: '192.0.2.9' })).toMatchObject({
      http: 'http://192.0.2.9:8080',
      others: ['https://192.0.2.9:8443'],
    });
  });

  it('leaves out what is switched off', () => {
    expect(urls({}, { http: 8080, internal: 9464 })).toEqual({
      http: 'http://localhost:8080',
      internal: 'http://127.0.0.1:9464',
      others: [],
    });
  });
});
