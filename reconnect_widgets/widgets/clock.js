// The reader's clock is the kernel's: a browser may hide its time zone, or be in another one.
export const clock = {
  ahead: -new Date().getTimezoneOffset(), // minutes ahead of UTC; the browser's own until the kernel has spoken
  set(minutes) {
    if (Number.isFinite(minutes)) clock.ahead = minutes;
  },
  // The day and the hour, as a field for both has them.
  now: () => new Date(Date.now() + clock.ahead * 60000).toISOString().slice(0, 16),
  tomorrow: () => new Date(Date.now() + (clock.ahead + 1440) * 60000).toISOString().slice(0, 10),
};
