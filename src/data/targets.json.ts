import {targetsPage} from "../../loaders/pages/targets.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(targetsPage()));
