import {metricsPage} from "../../loaders/pages/metrics.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(metricsPage()));
