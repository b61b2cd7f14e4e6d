import {latencyPage} from "../../loaders/pages/latency.js";

process.stdout.write(JSON.stringify(latencyPage()));
