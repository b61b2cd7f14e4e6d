import {explainPage} from "../../loaders/pages/explain.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, async () => JSON.stringify(await explainPage()));
