/** Milliseconds of processor time since it was made: what others do on the machine meanwhile does not count. */
export function cpuClock(): () => number {
  const began = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
}
