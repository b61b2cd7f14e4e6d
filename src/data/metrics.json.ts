import {metricsPage} from "../../loaders/pages/metrics.js";

process.stdout.write(JSON.stringify(metricsPage()));
