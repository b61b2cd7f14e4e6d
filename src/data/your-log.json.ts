import {yourLogPage} from "../../loaders/pages/yourLog.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, async () => JSON.stringify(await yourLogPage()));
