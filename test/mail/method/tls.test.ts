import { describe, expect, it } from 'vitest';
import { sealTls } from '#mail/method/tls.ts';
import { content, envelope, signer } from '../support.ts';
import { expectContent, expectDkim } from './expect-content.ts';

const keys = signer();
const policy = {
  floors: { P0: 'T1', P1: 'T2', P2: 'T2' },
  portalEnabled: true,
  sealedOnly: false,
  portalOnly: false,
} as const;

describe('a message for TLS alone', () => {
  it('is signed with both keys and parses to what was written', async () => {
    const sealed = await sealTls(content(), envelope, keys, { phi: 'P2', policy });
    expect(sealed.floor).toBe('T2');
    await expectContent(sealed.bytes, content());
    await expectDkim(sealed.bytes, keys);
  });

  it('is never made for P3, whatever the policy says', async () => {
    await expect(sealTls(content(), envelope, keys, { phi: 'P3', policy })).rejects.toThrow('class-too-high');
  });

  it('keeps its floor when a policy asks for less than the law of the product', async () => {
    const sealed = await sealTls(content(), envelope, keys, {
      phi: 'P1',
      policy: { ...policy, floors: { P0: 'T0', P1: 'T0', P2: 'T1' } },
    });
    expect(sealed.floor).toBe('T2');
  });

  it('is not made when a DKIM key cannot sign', async () => {
    const broken = {
      ...keys,
      keys: [keys.keys[0]!, { selector: 'bad', algorithm: 'rsa' as const, privateKey: 'not a key' }],
    };
    await expect(sealTls(content(), envelope, broken, { phi: 'P0', policy })).rejects.toThrow('dkim');
    await expect(sealTls(content(), envelope, { ...keys, keys: [] }, { phi: 'P0', policy })).rejects.toThrow('dkim');
  });
});
