import {abandonmentPage} from "../../loaders/pages/abandonment.js";

// more places than any figure or table shows, in a fraction of the bytes
const short = (_: string, value: unknown) =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

process.stdout.write(JSON.stringify(abandonmentPage(), short));
