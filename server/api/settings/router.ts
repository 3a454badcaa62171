import { router } from '../trpc.ts';
import { get } from './get.ts';
import { portal } from './portal.ts';
import { saveKeys } from './save-keys.ts';
import { saveOrganization } from './save-organization.ts';
import { savePolicy } from './save-policy.ts';
import { savePortal } from './save-portal.ts';

export const settingsRouter = router({ get, portal, saveKeys, saveOrganization, savePolicy, savePortal });
