import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnv } from '#server/env.ts';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://u:p@db.example/stepwell',
  STEPWELL_KEY_FILE: '/keys/key',
  PUBLIC_URL: 'https://journeys.lakeview.example/',
  DELIVERY: 'direct',
  DNS_SERVERS: '10.0.0.53:53,[2001:db8::53]:53',
};

describe('the environment', () => {
  it('is a demo on this machine when nothing is set', () => {
    const env = readEnv({});
    expect(env).toMatchObject({ port: 4600, host: '127.0.0.1', demo: true, delivery: 'mailbox', databaseUrl: null });
    expect(env).toMatchObject({ publicUrl: 'http://127.0.0.1:4600', createKey: true, allowPrivateNetworks: false });
  });

  it('is accepted in production once everything that matters is set', () => {
    expect(readEnv(production)).toMatchObject({
      production: true,
      demo: false,
      createKey: false,
      publicUrl: 'https://journeys.lakeview.example',
      dnsServers: ['10.0.0.53:53', '[2001:db8::53]:53'],
    });
  });

  it.each([
    ['DATABASE_URL', { DATABASE_URL: undefined }],
    ['STEPWELL_KEY_FILE', { STEPWELL_KEY_FILE: undefined }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://journeys.lakeview.example' }],
    ['DELIVERY', { DELIVERY: undefined }],
    ['DELIVERY', { DELIVERY: 'mailbox' }],
    ['ALLOW_PRIVATE_NETWORKS', { ALLOW_PRIVATE_NETWORKS: '1' }],
    ['MTA_STS_PORT', { MTA_STS_PORT: '8443' }],
    ['DNS_SERVERS', { DNS_SERVERS: undefined }],
  ])('is refused in production for what is only safe in a demo: %s', (name, change) => {
    expect(() => readEnv({ ...production, ...change })).toThrow(name);
  });

  it('takes no mail unless a port is named, but in a demo, whose mailbox answers', () => {
    expect(readEnv(production).inbound).toBeNull();
    expect(readEnv({}).inbound).toEqual({ host: '127.0.0.1', port: 0, tls: null });
    expect(readEnv({ ...production, INBOUND_PORT: '25', INBOUND_HOST: '0.0.0.0' }).inbound).toEqual({
      host: '0.0.0.0',
      port: 25,
      tls: null,
    });
    const tls = { INBOUND_TLS_CERT: '/etc/cert.pem', INBOUND_TLS_KEY: '/etc/key.pem' };
    expect(readEnv({ INBOUND_PORT: '2525', ...tls }).inbound?.tls).toEqual({
      cert: '/etc/cert.pem',
      key: '/etc/key.pem',
    });
    expect(() => readEnv({ INBOUND_TLS_CERT: '/etc/cert.pem' })).toThrow('belong together');
  });

  it('names every variable at fault in one line, and never a value', () => {
    const bad = { PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://u:hunter2@h/d', PUBLIC_URL: 'not a url' };
    let told = '';
    try {
      readEnv(bad);
    } catch (error) {
      told = error instanceof Error ? error.message : '';
    }
    for (const name of Object.keys(bad)) expect(told).toContain(name);
    expect(told).not.toContain('hunter2');
    expect(told.split('\n')).toHaveLength(1);
  });

  it('reads a secret from a file, and refuses two sources for one', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'stepwell-env-')), 'url');
    writeFileSync(file, 'postgres://u:p@db.example/stepwell\n');
    expect(readEnv({ DATABASE_URL_FILE: file }).databaseUrl).toBe('postgres://u:p@db.example/stepwell');
    expect(() => readEnv({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://x/y' })).toThrow('not both');
    expect(() => readEnv({ DATABASE_URL_FILE: '/nowhere' })).toThrow('cannot be read');
  });

  it.each([
    ['smtp://relay.example', { host: 'relay.example', port: 587, implicit: false, credentials: null }],
    ['smtps://relay.example', { host: 'relay.example', port: 465, implicit: true, credentials: null }],
    [
      'smtp://out%40lakeview:s%3Acret@[2001:db8::1]:2525',
      { host: '2001:db8::1', port: 2525, implicit: false, credentials: { user: 'out@lakeview', password: 's:cret' } },
    ],
  ])('takes a relay by its address: %s', (RELAY_URL, relay) => {
    expect(readEnv({ DELIVERY: 'relay', RELAY_URL })).toMatchObject({ delivery: 'relay', relay });
    const file = join(mkdtempSync(join(tmpdir(), 'stepwell-env-')), 'relay');
    writeFileSync(file, `${RELAY_URL}\n`);
    expect(readEnv({ DELIVERY: 'relay', RELAY_URL_FILE: file }).relay).toEqual(relay);
  });

  it.each([
    'http://relay.example',
    'relay.example:25',
    'smtp://u@relay.example',
    'smtp://u:hunter2@h/x?tls=no',
    'smtp://',
  ])('refuses a relay that is none, and does not repeat what was given: %s', (RELAY_URL) => {
    expect(() => readEnv({ DELIVERY: 'relay', RELAY_URL })).toThrow('RELAY_URL: must be smtp://');
    expect(() => readEnv({ DELIVERY: 'relay', RELAY_URL })).not.toThrow('hunter2');
  });

  it('does not relay without a relay', () => {
    expect(() => readEnv({ DELIVERY: 'relay' })).toThrow('RELAY_URL');
  });
});
