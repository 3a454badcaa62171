/** How staff made sure who is on the line before reading out a code. */
export const callChannels = ['called-number-on-record', 'in-person', 'answered-questions'] as const;
export type CallChannel = (typeof callChannels)[number];

export const callChannelWords: Record<CallChannel, string> = {
  'called-number-on-record': 'I called them at the number in our records',
  'in-person': 'They are here, and showed who they are',
  'answered-questions': 'They called, and answered our usual questions',
};
