import {readStored, type Form} from "./storedLog.js";

/**
 * A process that reads one stored log once and says how long it took and how far its resident memory rose; so no reading profits from another. Memory is looked at every
 * few milliseconds and at the end: the greatest ever would be that of the start, when this program was compiled.
 */
const [form, file] = process.argv.slice(2);
const before = process.memoryUsage.rss();
let peak = before;
const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
const timer = setInterval(look, 2);
const found = await readStored(form as Form, file, look);
clearInterval(timer);
console.log(JSON.stringify({...found, risenMb: (peak - before) / 1e6}));
