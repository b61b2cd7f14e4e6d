/** What a browser tells of itself and its machine beyond what all do. */
interface Hints {
  readonly deviceMemory?: number;
  readonly userAgentData?: {
    readonly brands: readonly {readonly brand: string; readonly version: string}[];
    readonly platform: string;
  };
}

/** The machine and the browser that this runs in, as far as the browser says, in words. */
export function machineText(): string {
  const {hardwareConcurrency, userAgent} = navigator;
  const {deviceMemory, userAgentData} = navigator as Hints;
  const brands = userAgentData?.brands
    // one of them is made up, so that nobody relies on the list
    .filter(({brand}) => !/not.?a.?brand/i.test(brand.replace(/[^a-z]/gi, "")))
    .map(({brand, version}) => `${brand} ${version}`);
  return [
    `${hardwareConcurrency} processor${hardwareConcurrency === 1 ? "" : "s"}`,
    ...(deviceMemory === undefined ? [] : [`${deviceMemory} GB of memory or more`]),
    brands === undefined || brands.length === 0 ? userAgent : `${brands.join(", ")} on ${userAgentData!.platform}`
  ].join("; ");
}
