import type { DeliveryPolicy } from '#core/delivery/facts.ts';
import type { Organization } from '#core/organization/organization.ts';
import type { PhiClass } from '#core/phi.ts';
import type { AddressParts } from '#mail/compose/address.ts';
import type { MessageLinks } from '#mail/links.ts';
import type { MergeValues, RenderableVersion } from '#mail/render/render.ts';
import type { ContactKey } from '#seal/seal.ts';
import type { ContactValues } from '#store/contacts/open.ts';
import type { StoredKey } from '#store/recipient-keys/load.ts';
import type { Signer } from '#store/senders/signer.ts';

/** All that one message needs to be rendered, sealed and recorded. Holds patient data: never logged, never in evidence. */
export interface Letter {
  contact: ContactKey & { lane: number };
  name: string;
  address: string;
  parts: AddressParts;
  values: MergeValues;
  version: RenderableVersion;
  signer: Signer;
  organization: Organization;
  policy: DeliveryPolicy;
  phi: PhiClass;
  /** What raised the class: keys, never values. */
  because: string[];
  keys: StoredKey[];
  links: MessageLinks;
  messageId: string;
  suppressionHash: Uint8Array;
  commercial: boolean;
  /** The footer and header may offer to opt out: everything but treatment. */
  mayOptOut: boolean;
}

/** Display name for the To header. */
export function nameOf(values: ContactValues): string {
  return [values['first_name'], values['last_name']].filter((one) => typeof one === 'string').join(' ');
}
