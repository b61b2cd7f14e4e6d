import {metricsPage} from "../../loaders/pages/metrics.js";
import {dataLoader} from "../../loaders/tools/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(metricsPage()));
