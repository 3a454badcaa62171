import type { WaitConfig } from '../../../server/core/steps/wait-for-time.ts';

export interface WaitFieldProps {
  config: Partial<WaitConfig>;
  set: (patch: Partial<WaitConfig>) => void;
  problem: (field: string) => string | undefined;
  readOnly: boolean;
}
