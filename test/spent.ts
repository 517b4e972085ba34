/** CPU time of this thread so far, ms: what other work on the machine does not change. Before Node 23.9 the clock has to do. */
export function spent(): number {
  if (typeof process.threadCpuUsage !== 'function') return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
