import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Scope } from '#core/scopes.ts';
import type { AuditEntry } from '#store/audit/append.ts';
import type { Orm } from '#store/database.ts';
import type { Services } from '../services.ts';

/** The key a request came with. */
export interface RestKey {
  id: string;
  name: string;
  scopes: readonly string[];
}

/** What a handler is given besides its parsed input. */
export interface RestContext extends Services {
  key: RestKey;
  /** `key:ID`, for rows that keep who did it. */
  actor: string;
  /** Writes one audit entry in the caller's transaction, as this key. */
  audit(orm: Orm, entry: Omit<AuditEntry, 'actor'>): Promise<void>;
  /** The request's Idempotency-Key, if it had one: lets inner writes be exactly-once too. */
  idempotencyKey: string | null;
  /** The raw request: only for bodies that are streams. */
  request: FastifyRequest;
}

export interface RouteInput<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
}

export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  /** noun.verb; the OpenAPI operation id. */
  operation: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api/v1, parameters as `{name}`. */
  path: string;
  scope: Scope;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** What the document says of the body, where `body` lets everything through for a reader with better words. */
  accepts?: z.ZodType;
  /** Media type of a body that is a stream; the handler reads `context.request.raw` itself. */
  stream?: string;
  /** Largest body, bytes; 1 MB unless told. */
  bodyLimit?: number;
  /** Success status; 200 unless told. */
  status?: 200 | 201 | 202;
  response: Answer;
  /** A GET, or a POST that only asks, that hands out patient data: it must leave an audit entry, as every write must. */
  readsPhi?: boolean;
  /** A POST that changes nothing (a look-up whose question must not stand in a URL). */
  asks?: boolean;
  handler(
    context: RestContext,
    input: RouteInput<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<z.input<Answer>>;
}

/** Declares a REST route; exists so that the types of its schemas flow into its handler. */
export function defineRoute<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
>(route: Route<Params, Query, Body, Answer>): Route {
  return route;
}

/** True for a route that changes something: it takes an Idempotency-Key and must leave an audit entry. */
export function writes(route: Route): boolean {
  return route.method !== 'GET' && !route.asks;
}
