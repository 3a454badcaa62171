import { router } from '../trpc.ts';
import { get } from './get.ts';
import { saveKeys } from './save-keys.ts';
import { saveOrganization } from './save-organization.ts';
import { savePolicy } from './save-policy.ts';

export const settingsRouter = router({ get, saveKeys, saveOrganization, savePolicy });
