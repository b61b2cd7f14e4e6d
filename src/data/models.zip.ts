import {modelsArchive} from "../../loaders/pages/modelsArchive.js";
import {dataLoader} from "../../loaders/tools/dataLoader.js";

export default await dataLoader(import.meta.url, modelsArchive);
