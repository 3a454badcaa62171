import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { filterSchema } from '#core/segment/ast.ts';
import { problemSchema } from './problem.ts';
import { type Route, writes } from './route.ts';
import { explanationSchema, reasonSchema } from './schemas.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document, derived from the routes' own schemas, so it cannot say something else than they do. */
export function openApi(routes: readonly Route[], publicUrl: string): Json {
  const given = components(routes, 'input');
  const answered = components(routes, 'output');
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, answered) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stepwell',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Contacts, segments, templates, journeys, events and messages of a Stepwell installation. Lists page by ' +
        '`cursor`. Writes take an `Idempotency-Key`: for 24 hours a repeat gets the first answer. Errors are RFC 9457 problems.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ key: [] }],
    tags: [...new Set(routes.map(noun))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key made in Settings' } },
      schemas: { ...given, ...answered },
    },
  };
}

function operation(route: Route, answered: Record<string, Json>): Json {
  const id = schemaName(route);
  return {
    operationId: route.operation,
    tags: [noun(route)],
    summary: route.summary,
    description: [route.description, `Scope: \`${route.scope}\`.`].filter(Boolean).join('\n\n'),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(writes(route)
        ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 255 }, required: false }]
        : []),
    ],
    ...(route.stream
      ? { requestBody: { required: true, content: { [route.stream]: { schema: { type: 'string' } } } } }
      : {}),
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: ref(`${id}Body`) } } } }
      : {}),
    responses: {
      [String(route.status ?? 200)]: {
        description: 'Done',
        content: { 'application/json': { schema: answered[`${id}Answer`] ? ref(`${id}Answer`) : {} } },
      },
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: ref('ProblemAnswer') } },
      },
    },
  };
}

/** Every schema of one direction by name; defaults make what is given and what is answered differ. */
function components(routes: readonly Route[], io: 'input' | 'output'): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  const end = io === 'input' ? '' : 'Answer';
  registry.add(filterSchema, { id: `Filter${end}` });
  registry.add(graph, { id: `JourneyFile${end}` });
  if (io === 'output') {
    registry.add(problemSchema, { id: 'ProblemAnswer' });
    registry.add(explanationSchema, { id: 'Explanation' });
    registry.add(reasonSchema, { id: 'Reason' });
  }
  const wrapped = (schema: z.ZodType, id: string) => {
    // A schema that is shared (a journey file) keeps its own name; the route's name stands for it.
    registry.add(registry.has(schema) ? z.lazy(() => schema) : schema, { id });
  };
  for (const route of routes) {
    const id = schemaName(route);
    if (io === 'output') wrapped(route.response, `${id}Answer`);
    else if (route.body) wrapped(route.accepts ?? route.body, `${id}Body`);
  }
  const made = z.toJSONSchema(registry, { uri: (id) => ref(id).$ref, io, unrepresentable: 'any' });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $schema: _schema, $id: _id, ...schema }]) => [id, schema as Json]),
  );
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties, required } = objectSchema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema: property,
  }));
}

function ref(id: string): { $ref: string } {
  return { $ref: `#/components/schemas/${id}` };
}

function schemaName(route: Route): string {
  return route.operation.replaceAll(/(^|\.)(\w)/g, (_all, _dot, letter: string) => letter.toUpperCase());
}

function noun(route: Route): string {
  return route.path.split('/')[1] ?? '';
}
