import {modelsArchive} from "../../loaders/pages/modelsArchive.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, modelsArchive);
