/** How often a property is tried: `n` in `npm test`, `long` in `npm run test:long`. */
export const runs = (n: number, long: number): number => (process.env['LENSCAP_LONG'] ? long : n)
