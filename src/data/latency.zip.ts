import {latencyArchive} from "../../loaders/pages/latency.js";

process.stdout.write(await latencyArchive());
