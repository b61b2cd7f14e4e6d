import {latencyPage} from "../../loaders/pages/latency.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(latencyPage()));
