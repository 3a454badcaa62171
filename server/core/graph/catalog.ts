import type { AttributeDefinition } from '../segment/fields.ts';
import type { Filter } from '../segment/ast.ts';
import type { CheckWorld } from './check.ts';

/**
 * What exists in this installation, by name, as plain JSON: the pickers' choices, and what a drawing is checked
 * against, the same on the canvas and on the server.
 */
export interface Catalog {
  attributes: AttributeDefinition[];
  lists: string[];
  /** `filter` is null for a set that journeys add to. */
  segments: { name: string; filter: Filter | null }[];
  templates: CatalogTemplate[];
  senders: { name: string; fromName: string; address: string; verified: boolean }[];
  journeys: { id: string; name: string; published: boolean }[];
  /** Database time, epoch milliseconds: dates in a drawing are past or to come as of it. */
  now: number;
  /** Endpoints that journeys may tell; `baa`: attributes may be sent along. */
  webhooks: { name: string; baa: boolean }[];
  forms: { id: string; name: string }[];
  /** The organization's postal address is filled in. */
  postalAddress: boolean;
}

export interface CatalogTemplate {
  id: string;
  name: string;
  /** The version that would be sent; null when it was never published, so it cannot be. */
  version: number | null;
  subject: string;
  links: string[];
  fields: string[];
  phi: string;
  findings: number;
}

/** The catalog as the checks want it. A template without a published version is not there for them. */
export function worldOf(catalog: Catalog): CheckWorld {
  return {
    vocabulary: {
      attributes: new Map(catalog.attributes.map((one) => [one.key, one])),
      lists: new Set(catalog.lists),
      segments: new Map(catalog.segments.map((one) => [one.name, one.filter])),
    },
    templates: new Map(catalog.templates.filter((one) => one.version !== null).map((one) => [one.name, one])),
    senders: new Map(catalog.senders.map((one) => [one.name, { verified: one.verified }])),
    journeys: new Map(catalog.journeys.map((one) => [one.name, { published: one.published }])),
    webhooks: new Map(catalog.webhooks.map((one) => [one.name, { baa: one.baa }])),
    forms: new Set(catalog.forms.map((one) => one.name)),
    postalAddress: catalog.postalAddress,
  };
}
