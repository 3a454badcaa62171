/** Faults that can be planted in the stores, to see that the simulation finds them. None is ever in the real ones. */
export const faults = {
  'message-before-commit': 'a message is queued outside of its transaction, and again when the batch is tried again',
  'counter-before-commit': 'a counter is added to outside of its transaction, and stays when that is rolled back',
  'visit-before-commit': 'the log of visits is written outside of its transaction',
  'no-hold-still': 'an event does not wait for the tick that is about to park the contact on it',
  'due-not-rechecked': 'a row is claimed as it was when it was looked for, not as it is once locked',
  'lock-ignored': 'a claim takes rows that another worker holds',
  'wake-dropped': 'the notes of changes are gone before the wakes they ask for are committed',
  'wake-overwritten': 'a second wake takes the place of the first, unread one',
  'hit-not-held': 'an open is taken for a reader’s at once, before it is judged',
  'hold-dropped': 'the hold on an open is taken off before the wakes it asks for are committed',
  'wake-kept': 'a wake that was read is not taken away',
  'due-kept': 'who moved on keeps the due time of the step before',
} as const;
export type Fault = keyof typeof faults;
