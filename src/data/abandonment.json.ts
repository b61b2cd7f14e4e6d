import {abandonmentPage} from "../../loaders/pages/abandonment.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

// more places than any figure or table shows, in a fraction of the bytes
const short = (_: string, value: unknown) =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

export default await dataLoader(import.meta.url, () => JSON.stringify(abandonmentPage(), short));
