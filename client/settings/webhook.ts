import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['webhooks'];
export type Webhook = Outputs['list'][number];
export type Delivery = Outputs['deliveries']['rows'][number];
