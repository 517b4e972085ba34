import type { Call } from './call.ts';
import { BUSINESS_CALLS } from './calls-business.ts';
import { AI_CALLS } from './calls-ai.ts';
import { PLATFORM_CALLS } from './calls-platforms.ts';

/** Every question there is to a provider. */
export const CALLS: readonly Call[] = [...BUSINESS_CALLS, ...AI_CALLS, ...PLATFORM_CALLS];
