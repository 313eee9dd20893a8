/** What a contract promises a time for. */
export const clockKinds = ['first_response', 'next_response', 'resolution'] as const;

/**
 * What a transfer to another department does to running times: its rules apply and the time used so
 * far counts; its rules apply from zero; the rules of the former department stay.
 */
export const transferPolicies = ['switch_keep_elapsed', 'restart', 'keep'] as const;

/**
 * Why a time was calculated. `started`: the request or the customer's message. `edited`: a field a
 * rule looks at. `rules_edited`: a contract or calendar.
 */
export const clockReasons = [
  'started',
  'paused',
  'resumed',
  'met',
  'reopened',
  'taken_back',
  'edited',
  'transferred',
  'rules_edited',
  'ended',
  'breached',
] as const;

/** Who set a solution forecast: an agent, or the contract of the account. */
export const forecastSources = ['hand', 'contract'] as const;
