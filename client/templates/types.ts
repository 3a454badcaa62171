import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['templates'];
export type TemplateRow = Outputs['list'][number];
export type Template = Outputs['get'];
export type Preview = Outputs['preview'];
export type MergeField = Outputs['fields']['fields'][number];

/** What is edited; the rest of a template is the server's. */
export interface Draft {
  name: string;
  topicPhi: 'P0' | 'P1' | 'P2' | 'P3';
  subject: string;
  preheader: string;
  mjml: string;
}
